// pgjdbc, as DBeaver, Metabase and Spark have it: the catalogue by its DatabaseMetaData, prepared statements past the
// five runs after which they are named and answered in binary, a fetch size; then <count> questions. Prints lines.
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

public class PgJdbc {
  static String rows(ResultSet result, int... columns) throws SQLException {
    List<String> lines = new ArrayList<>();
    while (result.next()) {
      StringJoiner line = new StringJoiner(" ");
      for (int column : columns) line.add(String.valueOf(result.getString(column)));
      lines.add(line.toString());
    }
    return String.join(", ", lines);
  }

  public static void main(String[] args) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + args[0] + "/ggr?user=tool&password=" + args[1];
    try (Connection connection = DriverManager.getConnection(url)) {
      describe(connection.getMetaData());
      prepare(connection);
      fetch(connection);
      try {
        connection.createStatement().execute("update ggr.daily set stake = 0");
      } catch (SQLException refused) {
        System.out.println("update: " + refused.getSQLState());
      }
      PreparedStatement many = connection.prepareStatement("select count(*) >= ? from ggr.bets");
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        many.setInt(1, 0);
        System.out.println("answer: " + rows(many.executeQuery(), 1));
      }
    }
  }

  static void describe(DatabaseMetaData data) throws SQLException {
    System.out.println("schemas: " + rows(data.getSchemas(), 1));
    System.out.println("tables: " + rows(data.getTables(null, "ggr", "f%", new String[] {"TABLE"}), 2, 3, 4, 5));
    System.out.println("marts: " + rows(data.getTables(null, "ggr", "d%", new String[] {"TABLE", "VIEW"}), 2, 3, 4));
    System.out.println("columns: " + rows(data.getColumns(null, "ggr", "daily", "st%"), 4, 5, 6, 7, 9, 11, 12));
    System.out.println("keys: " + rows(data.getPrimaryKeys(null, "ggr", "daily"), 4));
    System.out.println("others: " + rows(data.getIndexInfo(null, "ggr", "daily", false, false), 6)
        + rows(data.getImportedKeys(null, "ggr", "daily"), 4) + rows(data.getExportedKeys(null, "ggr", "daily"), 4)
        + rows(data.getCatalogs(), 1) + (data.getSQLKeywords().length() > 0) + data.getTypeInfo().next()
        + rows(data.getFunctions(null, "ggr", "%"), 3) + rows(data.getTablePrivileges(null, "ggr", "none"), 3));
  }

  static void prepare(Connection connection) throws SQLException {
    String text = "select ?::int + 1, ?, ?::decimal(18,4), -12345.6789::decimal(38,4), timestamp '2025-03-01 04:05:06.789', date '2025-03-01',"
        + " 7::smallint, 9007199254740993, 0.5::double, true, uuid '00000000-0000-0000-0000-000000000001', [1, null, 3], ['a', 'b c'],"
        + " '\\x00A'::blob, null, count(*) > 0 from ggr.daily where gaming_day >= ? and stake > ?";
    PreparedStatement statement = connection.prepareStatement(text);
    for (int i = 0; i < 7; i++) {
      statement.setInt(1, i);
      statement.setString(2, "x");
      statement.setBigDecimal(3, new BigDecimal("0.0001"));
      statement.setDate(4, java.sql.Date.valueOf("2025-03-01"));
      statement.setBigDecimal(5, new BigDecimal("0.5"));
      ResultSet result = statement.executeQuery();
      result.next();
      StringJoiner line = new StringJoiner(" ");
      for (int column = 1; column <= 16; column++) {
        line.add(column == 14 ? Arrays.toString(result.getBytes(column)) : String.valueOf(result.getObject(column)).replace("\"", ""));
      }
      if (i == 0 || i == 6) System.out.println("prepared: " + line);
    }
    PreparedStatement described = connection.prepareStatement("select stake from ggr.daily where source = ?");
    ResultSetMetaData data = described.getMetaData();
    System.out.println("described: " + data.getColumnName(1) + " " + data.getColumnTypeName(1) + " " + data.getPrecision(1) + " " + data.getScale(1));
  }

  static void fetch(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(1000);
    ResultSet result = statement.executeQuery("select i from range(3500) t(i)");
    long sum = 0;
    while (result.next()) sum += result.getLong(1);
    connection.commit();
    connection.setAutoCommit(true);
    System.out.println("fetched: " + sum);
  }
}
