package io.millrace.transforms.ingest.csv;

import java.io.Serializable;

/**
 * A byte of a file's text and what is known there.
 *
 * @param position of the unpacked text
 * @param line counted from 1
 * @param inQuotes whether the quotes before it are odd
 * @param escaped whether the byte before it is an escape character that is none itself
 */
record Place(long position, long line, boolean inQuotes, boolean escaped) implements Serializable {}
