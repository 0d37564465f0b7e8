//go:build !linux && !darwin

package output

import "errors"

// exchange fails: this system has no way to exchange two folders in one step.
func exchange(string, string) error {
	return errors.New("this system has no way to exchange two folders")
}
