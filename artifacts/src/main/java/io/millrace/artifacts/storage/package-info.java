/** Files on local disk, HDFS and object stores behind one small interface. */
package io.millrace.artifacts.storage;
