package io.millrace.artifacts.metadata;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What differs between the databases. Everything else is SQL that SQLite, MySQL and PostgreSQL
 * share: unquoted identifiers, no upserts, no vendor functions.
 */
interface Dialect {
  /** Opens a connection in autocommit mode. */
  Connection connect(String url) throws SQLException;

  /** Begins a transaction that holds the write lock from its first statement on. */
  void begin(Connection connection) throws SQLException;

  /** Ends a transaction well. */
  void commit(Connection connection) throws SQLException;

  /** Undoes a transaction. */
  void rollback(Connection connection) throws SQLException;

  /** Replaces the placeholders of a statement of {@link Schema} by this database's types. */
  String ddl(String template);

  /** Whether the database has no table at all. */
  boolean isEmpty(Connection connection) throws SQLException;

  /** Whether a statement failed only because another process was writing. */
  boolean isBusy(SQLException e);

  /** What the user can do about a failure, or an empty string. */
  String advice(SQLException e);
}
