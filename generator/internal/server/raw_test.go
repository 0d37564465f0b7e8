package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRawRequests sends thousands of requests over a socket as no browser would, and
// holds that none is answered with anything but outputs of the site, and that the
// server still stands.
func TestRawRequests(t *testing.T) {
	const workers, each = 100, 50
	s := New(Options{Base: "/repo/"})
	s.Apply(small())
	addr, _ := serve(t, s)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(w)))
			for range each {
				tryRaw(t, addr, rawRequest(r, addr))
			}
		})
	}
	all.Wait()
	if status, body := askRaw(t, addr, "GET /repo/ HTTP/1.1\r\nHost: "+addr+"\r\n\r\n"); status != 200 || !strings.Contains(body, "home") {
		t.Errorf("afterwards: %d %q", status, body)
	}
}

func tryRaw(t *testing.T, addr, request string) {
	const secret = "root:" // of a file that is on most machines
	status, body := askRaw(t, addr, request)
	if status == 200 && !isOutput(body) || strings.Contains(body, secret) || strings.Contains(body, "package server") {
		t.Errorf("%q is answered with %d %.200q", request, status, body)
	}
	if status >= 500 && status != http.StatusHTTPVersionNotSupported && status != http.StatusNotImplemented {
		t.Errorf("%q: status %d", request, status)
	}
}

// isOutput reports whether a body is, but for the added element, one of the site's.
func isOutput(body string) bool {
	body = scriptElement.ReplaceAllString(body, "")
	for _, f := range small().Changed {
		if string(f.Data) == body {
			return true
		}
	}
	if body == "<p>copied" {
		return true
	}
	entries, err := live.ReadDir("live")
	if err != nil {
		return false
	}
	for _, e := range entries {
		if data, err := live.ReadFile("live/" + e.Name()); err == nil && string(data) == body {
			return true
		}
	}
	return body == ""
}

// rawRequest returns a hostile request. Most of them are well-formed enough to reach
// the handler.
func rawRequest(r *rand.Rand, addr string) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	element := func() string {
		return pick("..", ".", "%2e%2e", "%2E%2e", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..;", "...", "etc", "passwd", "server.go", "go.mod", "actors", "x", "index.html",
			"%00", "%0a", "%0d%0aX:y", "%5c", `..\..`, "%2f", "%ff", "%u002e", "%", "%zz", "\xff", "a b", "C:", "file:", "live.js", "_explainer", "repo", "", "proc", "self", "environ", "~root",
			strings.Repeat("a", r.IntN(300)), strings.Repeat("../", 30), "?token=", "#", "*", "'\"<>")
	}
	var path strings.Builder
	path.WriteString(pick("", "/", "/repo/", "/repo", "/_explainer/", "//", "///", "/repo//", "/./", `\`, "http://"+addr+"/", "http://evil.example/", "file:///", "//evil.example/", "*", "/@fs/"))
	for range r.IntN(6) {
		path.WriteString(element() + pick("/", "/", "//", "%2f", `\`, ""))
	}
	if r.IntN(100) == 0 {
		path.WriteString(strings.Repeat("a/", 10_000))
	}
	host := pick(addr, addr, addr, addr, addr, "evil.example", "localhost", "", "127.0.0.1:1", addr+"@evil", "localhost:"+addr)
	head := pick("GET", "GET", "GET", "GET", "HEAD", "POST", "CONNECT", "OPTIONS", "PROPFIND", "get", "G\x00T", "") + " " + path.String() +
		" " + pick("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "") + "\r\nHost: " + host + "\r\n"
	head += pick("", "", "", "Range: bytes=0-,0-,0-,0-\r\n", "Range: bytes=9999999999999999999-\r\n", "If-None-Match: \"\r\n", "If-Range: x\r\n", "Origin: null\r\n",
		"Host: evil.example\r\n", "X: "+strings.Repeat("y", r.IntN(2)*30_000)+"\r\n", "Last-Event-ID: -1\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", " folded\r\n", "X-Forwarded-Host: evil\r\n")
	return head + "\r\n"
}

// askRaw returns the status and body of the answer; the status is 0 where the
// connection was closed without one.
func askRaw(t *testing.T, addr, request string) (status int, body string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Error(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return 0, "" // refused before it was all sent
	}
	method := http.MethodGet
	if strings.HasPrefix(request, "HEAD ") {
		method = http.MethodHead
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("no answer to %q", request)
		}
		return 0, fmt.Sprint(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("half an answer to %q", request)
	}
	return res.StatusCode, string(data)
}

// TestSlowBodiesDoNotHold sends the head of a request with a body that never comes.
func TestSlowBodiesDoNotHold(t *testing.T) {
	s := New(Options{})
	s.Apply(small())
	addr, _ := serve(t, s)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\n", addr)
	if _, err := io.ReadAll(conn); err != nil { // ends when the server closes
		t.Errorf("the connection is still open: %v", err)
	}
}
