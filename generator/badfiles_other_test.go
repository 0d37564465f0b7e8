//go:build !unix

package main_test

func systemFiles() []bad { return nil }
