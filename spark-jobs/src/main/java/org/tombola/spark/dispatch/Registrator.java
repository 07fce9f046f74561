package org.tombola.spark.dispatch;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.DefaultSerializers.EnumSerializer;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.tombola.trial.Outcome;

/** The classes that cross Spark's wire; nothing else can. */
public final class Registrator implements KryoRegistrator {
  /** The records among them. */
  static final List<Class<? extends Record>> RECORDS =
      List.of(Order.class, Order.Common.class, Report.class);

  @Override
  public void registerClasses(Kryo kryo) {
    RECORDS.forEach(type -> kryo.register(type, new RecordSerializer<>(type)));
    kryo.register(Report.Fitness.class, new EnumSerializer(Report.Fitness.class));
    kryo.register(Outcome.Kind.class, new EnumSerializer(Outcome.Kind.class));
  }
}
