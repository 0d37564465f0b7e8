//go:build !unix

package main_test

import (
	"errors"
	"testing"
)

func systemFiles() []bad { return nil }

// asNobody names a variable that is never set: there is no root here.
const asNobody = "EXPLAINER_TEST_AS_NOBODY"

func runAsNobody(t *testing.T, args ...string) string {
	t.Helper()
	t.Fatal("this system has no root")
	return ""
}

func becomeNobody() error { return errors.New("this system has no root") }
