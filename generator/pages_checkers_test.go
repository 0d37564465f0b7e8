package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// startNu starts the Nu HTML checker on every page of a site and on one page of every
// kind of the others, and returns the test that waits for it: it takes long, and a core
// of its own. It fetches the pages, so that it sees the policy of each as a browser does.
func startNu(t *testing.T, site *sample, others ...*sample) func(*testing.T) {
	t.Helper()
	jar, err := filepath.Abs("testdata/npm/node_modules/vnu-jar/build/dist/vnu.jar")
	if err != nil {
		t.Fatal(err)
	}
	java, noJava := exec.LookPath("java")
	if _, noJar := os.Stat(jar); noJar != nil || noJava != nil {
		return func(t *testing.T) {
			t.Skip("needs Java and `npm ci` in generator/testdata/npm: apt-get install default-jre-headless")
		}
	}
	args := []string{"-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", jar, "--format", "gnu"}
	for _, file := range site.files(t, ".html") {
		args = append(args, site.at(strings.TrimSuffix(file, "index.html")))
	}
	for _, s := range others {
		for _, k := range pageKinds() {
			args = append(args, s.at(k.path))
		}
	}
	cmd := exec.CommandContext(t.Context(), java, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return func(t *testing.T) {
		err := <-ended
		if said.Len() > 0 {
			// The same fault of a layout is on many pages: each is said once, with a page.
			seen := map[string]bool{}
			for line := range strings.Lines(said.String()) {
				place, message, _ := strings.Cut(strings.TrimSpace(line), ": ")
				if allowed := slices.ContainsFunc(nuMistakes(), func(m string) bool { return strings.HasSuffix(message, m) }); !seen[message] && !allowed {
					t.Errorf("%s: %s", place, message)
				}
				seen[message] = true
			}
		} else if err != nil {
			t.Error(err)
		}
	}
}

// nuMistakes are the messages that say nothing of the pages.
func nuMistakes() []string {
	return []string{
		// A script element of type application/ld+json is data and never runs: HTML (prepare the
		// script element) is done with it before a policy is asked, and browsers do so.
		"Inline script violates Content Security Policy (meta tag): blocked by “script-src” directive (missing “‘unsafe-inline’” or nonce/hash).",
		// The sample site in Arabic has its own words in Arabic and its authors' in English.
		"This document appears to be written in English but the “html” start tag has “lang=\"ar\"”. Consider using “lang=\"en\"” (or variant) instead.",
	}
}

// links has linkinator follow every link of each site, and looks whether it came to
// every page. What leaves the site is not fetched.
func links(t *testing.T, sites ...*sample) {
	node, bin := command(t, "nodejs", "node"), npm(t, "node_modules/linkinator/build/src/cli.js")
	for _, s := range sites {
		t.Run(strings.Trim(s.base, "/"), func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), node, bin, s.at("/"), "--recurse", "--check-fragments", "--check-css",
				"--redirects", "error", "--concurrency", "4", "--format", "json", "--skip", "^(?!"+regexp.QuoteMeta(s.url)+")")
			var errors bytes.Buffer
			cmd.Stderr = &errors
			out, err := cmd.Output()
			var report struct {
				Links []struct {
					URL, State, Parent string
					Status             int
				}
			}
			if e := json.Unmarshal(out, &report); e != nil {
				t.Fatal(e, len(out), err, errors.String())
			}
			reached := map[string]bool{}
			for _, l := range report.Links {
				address, _, _ := strings.Cut(l.URL, "#")
				reached[address] = true
				if l.State == "BROKEN" {
					t.Errorf("%s has a link to %s: status %d", l.Parent, l.URL, l.Status)
				}
				if strings.HasPrefix(l.URL, s.url) && !strings.HasPrefix(l.URL, s.url+s.base) {
					t.Errorf("%s has a link to %s, which is not below %s", l.Parent, l.URL, s.base)
				}
			}
			for _, address := range s.listed(t) {
				if !reached[address] {
					t.Errorf("no link leads to %s", address)
				}
			}
		})
	}
}

// listed returns the addresses that the sitemap lists.
func (s *sample) listed(t *testing.T) []string {
	t.Helper()
	resp, err := http.Get(s.at("/sitemap.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile(`<loc>([^<]*)</loc>`).FindAllSubmatch(data, -1) {
		list = append(list, string(m[1]))
	}
	if len(list) < 300 {
		t.Fatalf("the sitemap lists %d addresses", len(list))
	}
	return list
}

// lighthouse holds the pages that readers see first to 100 in all categories.
//
// The score of performance is worked out from times that were measured on this machine
// before a slow network and a slow telephone are simulated, so a machine that is busy
// lowers it although the page is the same. The best of three runs counts, and of
// performance 95 is enough; what the page itself weighs has exact bounds in Budgets.
func lighthouse(t *testing.T, site *sample) {
	node, script := command(t, "nodejs", "node"), npm(t, "lighthouse.mjs")
	npm(t, "node_modules/lighthouse")
	chrome := command(t, "chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	args := []string{script, chrome}
	for _, name := range []string{"home", "explainer", "person", "disputed-region"} {
		i := slices.IndexFunc(pageKinds(), func(k pageKind) bool { return k.name == name })
		args = append(args, site.at(pageKinds()[i].path))
	}
	cmd := exec.CommandContext(t.Context(), node, args...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errors.String())
	}
	var pages []struct {
		URL     string
		Runs    int
		Machine int                // how fast it was meanwhile: Lighthouse's benchmark index
		Scores  map[string]float64 // in percent
		Failed  []string
	}
	if err := json.Unmarshal(out, &pages); err != nil || len(pages) != len(args)-2 {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, p := range pages {
		said := fmt.Sprintf("%s: %v after %d runs, machine %d", p.URL, p.Scores, p.Runs, p.Machine)
		if len(p.Scores) != 4 {
			t.Errorf("%s: four categories are wanted", said)
		}
		t.Log(said)
		for category, score := range p.Scores {
			if score < 100 && (category != "performance" || score < 95) {
				t.Errorf("%s: %s\n%s", said, category, strings.Join(p.Failed, "\n"))
			}
		}
	}
}
