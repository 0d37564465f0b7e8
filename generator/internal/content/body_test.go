package content

import (
	"errors"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"explainer/generator/internal/source"
)

const packedText = "+++\ntitle = \"T\"\ndate = 2022-09-30\n+++\nA text with a [link](/x/) and a [@source].\n\n## A heading\n\nMore.\n"

// TestUnpack holds that a text that was packed away is let go when nobody uses it, and comes
// back as it was.
func TestUnpack(t *testing.T) {
	const path = "explainers/a.md"
	f := source.New("content/"+path, []byte(packedText))
	parsed := Parse(f, path, Options{})
	data, err := parsed.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	var loaded atomic.Int32
	d, err := Unpack(string(data), func() (string, error) { loaded.Add(1); return string(data), nil }, f, path)
	if err != nil {
		t.Fatal(err)
	}
	if d.Title.Value != "T" || !reflect.DeepEqual(d.Explainer, parsed.Explainer) {
		t.Errorf("the front matter is %+v, not %+v", d.Meta, parsed.Meta)
	}
	if loaded.Load() > 0 {
		t.Error("a text that nobody asked for is loaded")
	}
	held := d.Body()
	if before := loaded.Load(); d.Body() != held || loaded.Load() != before {
		t.Error("a text that is held is loaded again")
	}
	if !reflect.DeepEqual(held, parsed.Body()) {
		t.Errorf("the text is %+v, not %+v", held, parsed.Body())
	}
	runtime.KeepAlive(held)
	before := loaded.Load()
	runtime.GC()
	runtime.GC()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if text := d.Body(); !reflect.DeepEqual(text, parsed.Body()) {
				t.Errorf("the text is %+v, not %+v", text, parsed.Body())
			}
		})
	}
	all.Wait()
	if loaded.Load() == before {
		t.Error("a text that nobody holds was not let go")
	}
}

// TestUnpackLost holds that a text that is gone is not taken for an empty one.
func TestUnpackLost(t *testing.T) {
	const path = "explainers/a.md"
	f := source.New("content/"+path, []byte(packedText))
	data, err := Parse(f, path, Options{}).Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	lost := errors.New("lost")
	load := func() (string, error) { return string(data), err }
	d, unpacked := Unpack(string(data), load, f, path)
	if unpacked != nil {
		t.Fatal(unpacked)
	}
	err = lost
	defer func() {
		if e, ok := recover().(error); !ok || !errors.Is(e, lost) {
			t.Errorf("recovered %v", e)
		}
	}()
	d.Body()
	t.Error("a text that is lost was read")
}
