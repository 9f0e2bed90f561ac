package io.millrace.artifacts.metadata;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * SQLite in one file. Write-ahead logging lets readers go on while one process writes; transactions
 * take the write lock when they begin, so that none has to be given up half-way.
 */
final class SqliteDialect implements Dialect {
  private static final int BUSY_MILLIS = 2_000;

  @Override
  public Connection connect(String url) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection = config.createConnection(url);
    try {
      useWriteAheadLog(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** A file system that cannot do it keeps the rollback journal, which works as well. */
  private static void useWriteAheadLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String mode;
      try (ResultSet rows = statement.executeQuery("PRAGMA journal_mode")) {
        mode = rows.getString(1);
      }
      if (!mode.equals("wal")) {
        statement.execute("PRAGMA journal_mode = wal");
      }
    }
  }

  // The driver's own transactions begin again after each commit and rollback, which may meet a
  // lock.

  @Override
  public void begin(Connection connection) throws SQLException {
    Sql.execute(connection, "BEGIN IMMEDIATE");
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    Sql.execute(connection, "COMMIT");
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    Sql.execute(connection, "ROLLBACK");
  }

  @Override
  public String ddl(String template) {
    return template
        .replace("{id}", "INTEGER PRIMARY KEY AUTOINCREMENT")
        .replace("{flag}", "TINYINT(1)")
        .replace("{millis}", "INT")
        .replace("{double}", "DOUBLE")
        .replace("{blob}", "BLOB")
        .replace("{where-not-null}", "WHERE {column} IS NOT NULL");
  }

  @Override
  public boolean isEmpty(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'",
            row -> row.getLong(1))
        .map(tables -> tables == 0)
        .orElse(true);
  }

  @Override
  public boolean isBusy(SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    return primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  @Override
  public String advice(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case 8, 14 -> "; check that its folder exists and can be written";
      case 10, 13 -> "; free some space on the disk or choose another place";
      case 11, 26 -> "; the file is not an intact SQLite database: move it away or choose another";
      default -> "";
    };
  }
}
