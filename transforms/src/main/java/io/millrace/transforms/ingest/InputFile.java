package io.millrace.transforms.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.Serializable;

/**
 * A file that was read.
 *
 * @param modifiedMillis when the storage says it was written last, before it was read; never part
 *     of its identity
 * @param sha256 by {@link FileDigests}
 */
@JsonPropertyOrder({"uri", "bytes", "modified_millis", "sha256"})
record InputFile(
    @JsonProperty(value = "uri", required = true) String uri,
    @JsonProperty(value = "bytes", required = true) long bytes,
    @JsonProperty(value = "modified_millis", required = true) long modifiedMillis,
    @JsonProperty(value = "sha256", required = true) String sha256)
    implements Serializable {}
