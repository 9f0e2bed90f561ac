package io.millrace.artifacts.metadata;

import java.util.List;

/** What SQLite says of a store that ml_metadata 1.17.1 made. */
final class MlmdVersion10 {
  /** Table, columns with types, place in the primary key, nullability and default. */
  static final List<String> TABLES =
      List.of(
          "Artifact(id INTEGER pk1, type_id INT not null, uri TEXT, state INT, "
              + "name VARCHAR(255), external_id VARCHAR(255), "
              + "create_time_since_epoch INT not null 0, "
              + "last_update_time_since_epoch INT not null 0)",
          "ArtifactProperty(artifact_id INT pk1 not null, name VARCHAR(255) pk2 not null, "
              + "is_custom_property TINYINT(1) pk3 not null, int_value INT, double_value DOUBLE, "
              + "string_value TEXT, byte_value BLOB, proto_value BLOB, bool_value BOOLEAN)",
          "Association(id INTEGER pk1, context_id INT not null, " + "execution_id INT not null)",
          "Attribution(id INTEGER pk1, context_id INT not null, artifact_id INT not null)",
          "Context(id INTEGER pk1, type_id INT not null, name VARCHAR(255) not null, "
              + "external_id VARCHAR(255), create_time_since_epoch INT not null 0, "
              + "last_update_time_since_epoch INT not null 0)",
          "ContextProperty(context_id INT pk1 not null, name VARCHAR(255) pk2 not null, "
              + "is_custom_property TINYINT(1) pk3 not null, int_value INT, double_value DOUBLE, "
              + "string_value TEXT, byte_value BLOB, proto_value BLOB, bool_value BOOLEAN)",
          "Event(id INTEGER pk1, artifact_id INT not null, execution_id INT not null, "
              + "type INT not null, milliseconds_since_epoch INT)",
          "EventPath(event_id INT not null, is_index_step TINYINT(1) not null, "
              + "step_index INT, step_key TEXT)",
          "Execution(id INTEGER pk1, type_id INT not null, last_known_state INT, "
              + "name VARCHAR(255), external_id VARCHAR(255), "
              + "create_time_since_epoch INT not null 0, "
              + "last_update_time_since_epoch INT not null 0)",
          "ExecutionProperty(execution_id INT pk1 not null, "
              + "name VARCHAR(255) pk2 not null, is_custom_property TINYINT(1) pk3 not null, "
              + "int_value INT, double_value DOUBLE, string_value TEXT, byte_value BLOB, "
              + "proto_value BLOB, bool_value BOOLEAN)",
          "MLMDEnv(schema_version INTEGER pk1)",
          "ParentContext(context_id INT pk1 not null, parent_context_id INT pk2 not null)",
          "ParentType(type_id INT pk1 not null, parent_type_id INT pk2 not null)",
          "Type(id INTEGER pk1, name VARCHAR(255) not null, version VARCHAR(255), "
              + "type_kind TINYINT(1) not null, description TEXT, input_type TEXT, "
              + "output_type TEXT, external_id VARCHAR(255))",
          "TypeProperty(type_id INT pk1 not null, name VARCHAR(255) pk2 not null, "
              + "data_type INT)");

  /** Index, table, columns, and whether it leaves out nulls; constraints have no statement. */
  static final List<String> INDEXES =
      List.of(
          "idx_artifact_create_time_since_epoch|Artifact|create_time_since_epoch|0",
          "idx_artifact_external_id|Artifact|external_id|0",
          "idx_artifact_last_update_time_since_epoch|Artifact|last_update_time_since_epoch|0",
          "idx_artifact_property_double|ArtifactProperty|name is_custom_property double_value|1",
          "idx_artifact_property_int|ArtifactProperty|name is_custom_property int_value|1",
          "idx_artifact_property_string|ArtifactProperty|name is_custom_property string_value|1",
          "idx_artifact_uri|Artifact|uri|0",
          "idx_context_create_time_since_epoch|Context|create_time_since_epoch|0",
          "idx_context_external_id|Context|external_id|0",
          "idx_context_last_update_time_since_epoch|Context|last_update_time_since_epoch|0",
          "idx_context_property_double|ContextProperty|name is_custom_property double_value|1",
          "idx_context_property_int|ContextProperty|name is_custom_property int_value|1",
          "idx_context_property_string|ContextProperty|name is_custom_property string_value|1",
          "idx_event_execution_id|Event|execution_id|0",
          "idx_eventpath_event_id|EventPath|event_id|0",
          "idx_execution_create_time_since_epoch|Execution|create_time_since_epoch|0",
          "idx_execution_external_id|Execution|external_id|0",
          "idx_execution_last_update_time_since_epoch|Execution|last_update_time_since_epoch|0",
          "idx_execution_property_double|ExecutionProperty|name is_custom_property double_value|1",
          "idx_execution_property_int|ExecutionProperty|name is_custom_property int_value|1",
          "idx_execution_property_string|ExecutionProperty|name is_custom_property string_value|1",
          "idx_parentcontext_parent_context_id|ParentContext|parent_context_id|0",
          "idx_type_external_id|Type|external_id|0",
          "idx_type_name|Type|name|0",
          "sqlite_autoindex_ArtifactProperty_1|ArtifactProperty|artifact_id name is_custom_property|null",
          "sqlite_autoindex_Artifact_1|Artifact|external_id|null",
          "sqlite_autoindex_Artifact_2|Artifact|type_id name|null",
          "sqlite_autoindex_Association_1|Association|context_id execution_id|null",
          "sqlite_autoindex_Attribution_1|Attribution|context_id artifact_id|null",
          "sqlite_autoindex_ContextProperty_1|ContextProperty|context_id name is_custom_property|null",
          "sqlite_autoindex_Context_1|Context|external_id|null",
          "sqlite_autoindex_Context_2|Context|type_id name|null",
          "sqlite_autoindex_Event_1|Event|artifact_id execution_id type|null",
          "sqlite_autoindex_ExecutionProperty_1|ExecutionProperty|execution_id name is_custom_property|null",
          "sqlite_autoindex_Execution_1|Execution|external_id|null",
          "sqlite_autoindex_Execution_2|Execution|type_id name|null",
          "sqlite_autoindex_ParentContext_1|ParentContext|context_id parent_context_id|null",
          "sqlite_autoindex_ParentType_1|ParentType|type_id parent_type_id|null",
          "sqlite_autoindex_TypeProperty_1|TypeProperty|type_id name|null",
          "sqlite_autoindex_Type_1|Type|external_id|null");

  private MlmdVersion10() {}
}
