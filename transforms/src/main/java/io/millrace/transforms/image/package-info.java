/**
 * Image files: their formats, headers, pixels, thumbnails and perceptual hashes, by the JDK alone.
 */
package io.millrace.transforms.image;
