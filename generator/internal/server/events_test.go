package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

func changes(t *testing.T, s *Server, query string) news {
	t.Helper()
	r := get(s, "/_explainer/changes?token="+s.token+"&"+query)
	var n news
	if err := json.Unmarshal([]byte(body(t, r)), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestChanges(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	s.Apply(Update{Changed: map[string]File{"b/index.html": page("b")}, Removed: []string{"a/index.html"}, Moved: map[string]string{"/a/": "/b/"}})
	s.Apply(Update{Diags: failure(), Failed: true, Changed: map[string]File{"never.html": page("")}})
	s.Apply(Update{Changed: map[string]File{"c/index.html": page("c")}, Removed: []string{"b/index.html"}, Moved: map[string]string{"/b/": "/c/"}})

	n := changes(t, s, "version=1&page=a/index.html")
	if n.From != 1 || n.Version != 4 || n.All || n.Failed || !n.Ready || n.Errors != 0 {
		t.Errorf("%+v", n)
	}
	if !slices.Equal(n.Changed, []string{"c/index.html"}) || !slices.Equal(n.Removed, []string{"a/index.html", "b/index.html"}) {
		t.Errorf("changed %q, removed %q", n.Changed, n.Removed)
	}
	if fmt.Sprint(n.Moved) != "map[a/index.html:b/index.html b/index.html:c/index.html]" {
		t.Errorf("moved %v", n.Moved)
	}
	s.Apply(Update{Changed: map[string]File{"a/index.html": page("a")}, Removed: []string{"c/index.html"}, Moved: map[string]string{"/c/": "/a/"}})
	if n := changes(t, s, "version=1"); fmt.Sprint(n.Moved) != "map[b/index.html:c/index.html c/index.html:a/index.html]" || slices.Contains(n.Removed, "a/index.html") {
		t.Errorf("a page that came back is still gone: %+v", n)
	}
	if n := changes(t, s, "version=5"); n.All || len(n.Changed)+len(n.Removed)+len(n.Moved) > 0 {
		t.Errorf("news for a page that knows all: %+v", n)
	}
	for _, unknown := range []string{"version=6", "version=-1", "version=", "version=x", ""} {
		if n := changes(t, s, unknown); !n.All {
			t.Errorf("%q: the lists say they are complete", unknown)
		}
	}
	if get(s, "/never.html").StatusCode != 404 {
		t.Error("a failed build changed a file")
	}
}

func TestOldVersionsAreForgotten(t *testing.T) {
	s := New(Options{})
	for i := range mostVersions + 10 {
		s.Apply(Update{Changed: map[string]File{fmt.Sprintf("p%d.html", i): page("")}})
	}
	if len(s.history) != mostVersions {
		t.Errorf("%d versions are kept", len(s.history))
	}
	if n := changes(t, s, "version=9"); !n.All {
		t.Error("a version that is forgotten is answered as if it were not")
	}
	if n := changes(t, s, "version=1000"); n.All || len(n.Changed) != 10 {
		t.Errorf("all %v, %d changed", n.All, len(n.Changed))
	}
}

func TestManyPathsAreNotListed(t *testing.T) {
	many := Update{Changed: map[string]File{}, Moved: map[string]string{}}
	for i := range mostTold + 1 {
		many.Changed[fmt.Sprintf("new/%d/index.html", i)] = page("")
		many.Removed = append(many.Removed, fmt.Sprintf("old/%d/index.html", i))
		many.Moved[fmt.Sprintf("/old/%d/", i)] = fmt.Sprintf("/new/%d/", i)
	}
	s := New(Options{})
	s.Apply(small())
	s.Apply(many)
	n := changes(t, s, "version=1&page=old/7/index.html")
	if !n.All || len(n.Changed) != 0 || !slices.Equal(n.Removed, []string{"old/7/index.html"}) || fmt.Sprint(n.Moved) != "map[old/7/index.html:new/7/index.html]" {
		t.Errorf("%+v", n)
	}
	for i := range mostKept {
		many.Changed[fmt.Sprintf("more/%d/index.html", i)] = page("")
	}
	s.Apply(many)
	n = changes(t, s, "version=2&page=old/7/index.html")
	if !n.All || fmt.Sprint(n.Moved) != "map[old/7/index.html:new/7/index.html]" || len(s.history[2].changed) != 0 {
		t.Errorf("%+v", n)
	}
}

// serve runs a server on a free port and returns where.
func serve(t *testing.T, s *Server) (addr string, stop func() error) {
	t.Helper()
	l, err := Listen("", 0, true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	return l.Addr().String(), stop
}

// event reads the next message of a stream.
func event(t *testing.T, r *bufio.Reader) (id string, n news) {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := strings.CutPrefix(line, "id: "); ok {
			id = strings.TrimSpace(v)
		}
		if v, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(v), &n); err != nil {
				t.Fatal(err)
			}
			return id, n
		}
	}
}

func TestEvents(t *testing.T) {
	s := New(Options{})
	s.heartbeat = 5e6
	s.Apply(small())
	addr, stop := serve(t, s)
	open := func(query, last string) *bufio.Reader {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr+"/_explainer/events?token="+s.token+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if last != "" {
			r.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if got := res.Header.Get("Content-Type") + " " + res.Header.Get("Cache-Control"); got != "text/event-stream no-store" {
			t.Errorf("headers %s", got)
		}
		return bufio.NewReader(res.Body)
	}
	stream := open("&version=1", "")
	if line, _ := stream.ReadString('\n'); line != "retry: 500\n" {
		t.Errorf("the stream starts with %q", line)
	}
	if id, n := event(t, stream); id != "1" || n.Version != 1 || n.All || len(n.Changed) > 0 {
		t.Errorf("at first: %s %+v", id, n)
	}
	if _, err := stream.ReadString('\n'); err != nil { // the end of the message
		t.Fatal(err)
	}
	if line, _ := stream.ReadString('\n'); line != ":\n" {
		t.Errorf("no heartbeat but %q", line)
	}
	s.Apply(Update{Changed: map[string]File{"index.html": page("new")}})
	if id, n := event(t, stream); id != "2" || n.From != 1 || !slices.Equal(n.Changed, []string{"index.html"}) {
		t.Errorf("after a change: %s %+v", id, n)
	}
	if got := body(t, get(s, "/", "Host", addr)); !strings.Contains(got, "new") {
		t.Error("a change was told before it was in place")
	}
	s.Apply(Update{Diags: failure(), Failed: true})
	if id, n := event(t, stream); id != "3" || !n.Failed || n.Errors != 1 {
		t.Errorf("after a failure: %s %+v", id, n)
	}
	if _, n := event(t, open("&version=1", "2")); n.From != 2 {
		t.Errorf("connected again after version 2, told from %d", n.From)
	}
	if err := stop(); err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	if _, err := io.Copy(io.Discard, stream); err == io.ErrUnexpectedEOF {
		t.Error("the stream was cut, not ended")
	}
}

// TestSlowReadersGetOneMessage holds that updates do not queue for a stream.
func TestSlowReadersGetOneMessage(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	n, more := s.since(1, true, "")
	for i := range 100 {
		s.Apply(Update{Changed: map[string]File{fmt.Sprintf("p%d.html", i%3): page("")}})
	}
	<-more
	if n, _ = s.since(n.Version, true, ""); n.From != 1 || n.Version != 101 || len(n.Changed) != 3 {
		t.Errorf("%+v", n)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	s := New(Options{})
	s.streams.Store(mostStreams)
	r := get(s, "/_explainer/events?token="+s.token)
	if r.StatusCode != 503 || s.streams.Load() != mostStreams {
		t.Errorf("%d with %d streams", r.StatusCode, s.streams.Load())
	}
}
