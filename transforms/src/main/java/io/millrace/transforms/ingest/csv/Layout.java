package io.millrace.transforms.ingest.csv;

import java.io.Serializable;
import java.util.List;

/**
 * The columns of the files of an input split.
 *
 * @param names in the order of the cells
 * @param types of each; null for one that is left out
 * @param missing what becomes of missing cells
 */
record Layout(List<String> names, List<ColumnType> types, MissingCells missing)
    implements Serializable {}
