package org.tombola.spark.dispatch;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/**
 * Writes a record's components in order and builds it by its constructor: this Kryo sets fields,
 * and the fields of a record cannot be set.
 */
final class RecordSerializer<R extends Record> extends Serializer<R> {
  private final Class<? extends R> type;

  RecordSerializer(Class<? extends R> type) {
    super(true, true);
    this.type = type;
  }

  @Override
  public void write(Kryo kryo, Output output, R value) {
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        kryo.writeClassAndObject(output, component.getAccessor().invoke(value));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot write " + type + ": " + e, e);
    }
  }

  @Override
  public R read(Kryo kryo, Input input, Class<R> ignored) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = kryo.readClassAndObject(input);
    }
    try {
      return type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + type + ": " + e, e);
    }
  }
}
