// Package stamp tells when a file was last changed, as the system knows it without
// reading the file.
//
// A modification time can be set to anything, and tools that unpack or check out files do
// set it. The change time (POSIX.1-2017, st_ctim) cannot: it is the time of the last
// change of the bytes, of the name or of what else is known of the file.
package stamp
