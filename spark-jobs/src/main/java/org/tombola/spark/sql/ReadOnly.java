package org.tombola.spark.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PipeOperator;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import scala.Product;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * SQL that only reads what a store holds. What is decided on is what Spark's own parser makes of
 * it, and that, not the text, is then analyzed and run; a text may hold any word.
 *
 * <p>Permitted is one query, or DESCRIBE of a relation, a column or a query, SHOW COLUMNS, or
 * EXPLAIN of what is permitted. Every part of it, within subqueries and WITH too, has to be of a
 * kind that is listed here, so that what a later Spark adds is refused until somebody has looked at
 * it: no other command, no script (TRANSFORM ... USING), no procedure, no time travel. A relation
 * is named by one word, which is a table or view of the store or a name that WITH gives: no file,
 * no catalog, no stream. IDENTIFIER(...) is refused since it makes a name only after this decision.
 *
 * <p>Functions are Spark's and Tombola's own, since nobody can add others; those refused are in
 * {@link #FUNCTIONS}. What tells of this process only stands: {@code current_user}, {@code
 * version}, and {@code input_file_name}, for whoever asks named the folder.
 *
 * @param plan as parsed
 * @param relations that are named, in lower case
 * @param given those of them that WITH gives
 */
record ReadOnly(LogicalPlan plan, Set<String> relations, Set<String> given) {
  private static final Set<Class<?>> PERMITTED =
      Set.of(
          // commands that describe
          DescribeColumn.class,
          DescribeQueryCommand.class,
          DescribeRelation.class,
          ExplainCommand.class,
          ShowColumns.class,
          UnresolvedTableOrView.class,
          // where rows come from
          Generate.class,
          LocalRelation.class,
          OneRowRelation.class,
          UnresolvedInlineTable.class,
          UnresolvedRelation.class,
          UnresolvedTableValuedFunction.class,
          UnresolvedTVFAliases.class,
          // what becomes of them
          Aggregate.class,
          Distinct.class,
          Except.class,
          Filter.class,
          GlobalLimit.class,
          Intersect.class,
          Join.class,
          LateralJoin.class,
          LocalLimit.class,
          Offset.class,
          PipeOperator.class,
          Pivot.class,
          Project.class,
          RepartitionByExpression.class,
          Sample.class,
          Sort.class,
          SubqueryAlias.class,
          Union.class,
          UnresolvedHaving.class,
          UnresolvedHint.class,
          UnresolvedSubqueryColumnAliases.class,
          UnresolvedWith.class,
          Unpivot.class,
          Window.class,
          WithWindowDefinition.class);

  /** Functions that do more than work out a value of their arguments, with the reason. */
  static final Map<String, String> FUNCTIONS = new HashMap<>();

  static {
    Stream.of("reflect", "try_reflect", "java_method")
        .forEach(name -> FUNCTIONS.put(name, "it runs code that is not SQL"));
    // schemas of Avro and Protobuf, XML's XSD and DTD: all can be files, or addresses
    Stream.of(
            "from_avro from_protobuf from_xml schema_of_avro schema_of_xml to_avro to_protobuf"
                + " xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number"
                + " xpath_short xpath_string")
        .flatMap(names -> Stream.of(names.split(" ")))
        .forEach(name -> FUNCTIONS.put(name, "its arguments can name files to read"));
  }

  /** Functions in FROM that make rows of their arguments alone. */
  static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "explode",
          "explode_outer",
          "inline",
          "inline_outer",
          "json_tuple",
          "posexplode",
          "posexplode_outer",
          "range",
          "stack",
          "variant_explode",
          "variant_explode_outer");

  /**
   * Parses a question.
   *
   * @throws Refusal if it is not permitted, or is not one statement of SQL
   */
  static ReadOnly query(String sql, ParserInterface parser) {
    LogicalPlan plan;
    try {
      plan = parser.parsePlan(sql);
    } catch (Exception | StackOverflowError e) {
      // Spark's own is checked and not declared
      oneStatement(sql);
      throw Refusal.of(e);
    }
    Parts parts = Parts.of(plan);
    return new ReadOnly(plan, parts.relations, parts.given);
  }

  /**
   * Parses a condition on rows that are there.
   *
   * @throws Refusal if it is not permitted: it has a query within, or a function that is refused
   */
  static void condition(String sql, ParserInterface parser) {
    Parts parts;
    try {
      parts = Parts.of(parser.parseExpression(sql));
    } catch (Exception | StackOverflowError e) {
      throw Refusal.of(e);
    }
    if (parts.plans > 0) {
      throw new Refusal("a condition is on the columns of trials and has no query within");
    }
  }

  /** Every plan and expression within, wherever Spark keeps it. */
  private static final class Parts {
    private final Set<String> relations = new HashSet<>();
    private final Set<String> given = new HashSet<>();
    private int plans;

    static Parts of(TreeNode<?> whole) {
      Parts parts = new Parts();
      Deque<Object> left = new ArrayDeque<>(List.of(whole));
      while (!left.isEmpty()) {
        Object part = left.pop();
        if (part instanceof LogicalPlan plan) {
          parts.plan(plan);
        } else if (part instanceof Expression expression) {
          parts.expression(expression);
        }
        // a list is a product too: of its first and of the rest
        Iterable<?> within =
            part instanceof Iterable<?> list
                ? list
                : part instanceof Product product ? product.productIterator().toList() : null;
        if (within != null) {
          CollectionConverters.asJava(within)
              .forEach(
                  each -> {
                    if (each != null) {
                      left.push(each);
                    }
                  });
        }
      }
      return parts;
    }

    private void plan(LogicalPlan plan) {
      plans++;
      if (!PERMITTED.contains(plan.getClass())) {
        throw refused("\"" + words(plan) + "\"");
      }
      if (plan instanceof UnresolvedRelation relation) {
        if (relation.isStreaming()) {
          throw refused("a stream");
        }
        name(CollectionConverters.asJava(relation.multipartIdentifier()));
      } else if (plan instanceof UnresolvedTableOrView relation) {
        name(CollectionConverters.asJava(relation.multipartIdentifier()));
      } else if (plan instanceof UnresolvedWith with) {
        CollectionConverters.asJava(with.cteRelations())
            .forEach(one -> given.add(one._1().toLowerCase(Locale.ROOT)));
      } else if (plan instanceof UnresolvedTableValuedFunction function) {
        List<String> name = CollectionConverters.asJava(function.name());
        if (name.size() != 1 || !TABLE_FUNCTIONS.contains(lower(name))) {
          throw refused("the table function " + String.join(".", name));
        }
      }
    }

    private void expression(Expression expression) {
      if (expression instanceof UnresolvedFunction function) {
        function(CollectionConverters.asJava(function.nameParts()));
      } else if (expression instanceof UnresolvedGenerator generator) {
        function(List.of(generator.name().funcName()));
      } else if (expression instanceof ExpressionWithUnresolvedIdentifier) {
        throw refused("\"identifier\"");
      }
    }

    private void name(List<String> parts) {
      if (parts.size() != 1) {
        throw Refusal.unknown(String.join(".", parts));
      }
      relations.add(lower(parts));
    }

    private static void function(List<String> parts) {
      String why = FUNCTIONS.get(lower(parts));
      if (why != null) {
        throw new Refusal("the function " + lower(parts) + " is not permitted, since " + why);
      }
    }

    /** The last part, by which Spark looks for functions whatever is before it. */
    private static String lower(List<String> parts) {
      return parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
    }
  }

  private static Refusal refused(String what) {
    return new Refusal(
        what
            + " is not permitted; a question is one SELECT, or DESCRIBE, SHOW COLUMNS or EXPLAIN, of "
            + String.join(", ", StoreSql.names()));
  }

  /** As SQL calls it, nearly: Spark's names of plans are its keywords run together. */
  private static String words(LogicalPlan plan) {
    return plan.getClass()
        .getSimpleName()
        .replaceAll("\\$|^Unresolved|^PlanWithUnresolved|Command$|Statement$|Body$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static void oneStatement(String sql) {
    SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(sql)));
    lexer.removeErrorListeners();
    List<Token> tokens = new ArrayList<>(lexer.getAllTokens());
    tokens.removeIf(token -> token.getChannel() != Token.DEFAULT_CHANNEL);
    String kinds =
        tokens.stream()
            .map(token -> token.getType() == SqlBaseLexer.SEMICOLON ? ";" : "x")
            .collect(Collectors.joining());
    if (!kinds.contains("x")) {
      throw new Refusal("there is no SQL in \"" + sql + "\"");
    }
    if (kinds.matches("x+;+x.*")) {
      throw new Refusal("there are several statements, and one is asked at a time");
    }
  }
}
