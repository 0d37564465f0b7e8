package output

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

const benchFiles = 10_000

func benchSet(b *testing.B, change int) *Set {
	s := new(Set)
	page := strings.Repeat("0123456789abcdef", 512) // 8 KiB
	for i := range benchFiles {
		data := page
		if i == change {
			data = page[1:]
		}
		if err := s.Add(fmt.Sprintf("explainers/page-%d/index.html", i), []byte(data)); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func benchWrite(b *testing.B, dir string, s *Set) {
	if _, err := Write(context.Background(), dir, s, Options{}); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkCold(b *testing.B) {
	s := benchSet(b, -1)
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		b.StartTimer()
		benchWrite(b, dir, s)
	}
}

// settled writes the set so long before that its manifest is believed.
func settled(b *testing.B, s *Set) string {
	dir := b.TempDir()
	benchWrite(b, dir, s)
	time.Sleep(time.Duration(racyWindow) + 100*time.Millisecond)
	benchWrite(b, dir, s)
	return dir
}

func BenchmarkUnchanged(b *testing.B) {
	s := benchSet(b, -1)
	dir := settled(b, s)
	for b.Loop() {
		benchWrite(b, dir, s)
	}
}

func BenchmarkOneChanged(b *testing.B) {
	a, c := benchSet(b, 1), benchSet(b, 2)
	dir := settled(b, a)
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			benchWrite(b, dir, c)
		} else {
			benchWrite(b, dir, a)
		}
	}
}
