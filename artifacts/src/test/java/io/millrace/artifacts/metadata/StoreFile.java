package io.millrace.artifacts.metadata;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Looks into a store's file past the code under test. */
final class StoreFile {
  private StoreFile() {}

  /** Each row with its columns joined by bars. */
  static List<String> rows(String url, String query) {
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        StringJoiner columns = new StringJoiner("|");
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getObject(i)));
        }
        result.add(columns.toString());
      }
      return result;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static void execute(String url, String statement) {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
