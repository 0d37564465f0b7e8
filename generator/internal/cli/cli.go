// Package cli is the command line: what a person types, what they read, and the
// exit code.
//
// Diagnostics and the summary go to standard error, so that standard output is free
// for what a command is asked for: the JSON of --format json, the path of a new
// file, the version. The exit code is 0 when all is well, 1 when the content has
// errors or the system refuses something, 2 when the command line is wrong.
//
// This package alone knows the clock, the environment and the terminal; it hands
// what it learns there to the pipeline as plain values.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"explainer/generator/internal/edtf"
)

// The exit codes.
const (
	exitOK     = 0
	exitErrors = 1
	exitUsage  = 2
)

// Env is what a command may know of the system it runs on.
type Env struct {
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
	memory         *memory // nil where the collector is to be left alone
}

// commands is the command line; the tags are what --help shows.
type commands struct {
	Dir string `short:"C" name:"dir" placeholder:"DIR" default:"." help:"The site's folder (default: the current one)."`

	Build   buildCmd   `cmd:"" default:"withargs" help:"Build the site into public/ (what runs when no command is given)."`
	Serve   serveCmd   `cmd:"" help:"Serve the site on this machine and show each edit at once."`
	Check   checkCmd   `cmd:"" help:"Find everything that is wrong with the content and the layouts, and write nothing."`
	New     newCmd     `cmd:"" help:"Begin a new page: an explainer, an actor, a region or a plain page."`
	Init    initCmd    `cmd:"" help:"Begin a new site in an empty folder."`
	Why     whyCmd     `cmd:"" help:"List the facts that a page is made from."`
	Version versionCmd `cmd:"" help:"Print the version."`
	Help    helpCmd    `cmd:"" help:"Show the help of a command."`
}

// session is what every command is run with.
type session struct {
	Env
	ctx    context.Context
	dir    string
	parser *kong.Kong
	exited *int // the code with which the parser would have ended the program; -1 if it would not
}

// errContent says that diagnostics with errors have been shown already.
var errContent = errors.New("the content has errors")

// Main runs the program on the real system and returns its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks for an orderly end; the next one has its usual effect.
	context.AfterFunc(ctx, stop)
	return Run(ctx, args, Env{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now, memory: newMemory(os.Getenv)})
}

// Run runs one command and returns its exit code.
func Run(ctx context.Context, args []string, env Env) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("explainer"),
		kong.Description("A static site generator for explainers: pages on who says what, when, where, and on what authority."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(env.Stderr, "explainer:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help was asked for, and shown
	}
	if err != nil {
		return usage(env, wrongUsage(err, parser.Model, args))
	}
	s := &session{Env: env, ctx: ctx, dir: c.Dir, parser: parser, exited: &exited}
	return s.finish(parsed.Run(s))
}

// finish turns what a command returned into an exit code.
func (s *session) finish(err error) int {
	var wrong usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errContent):
		return exitErrors
	case errors.As(err, &wrong):
		return usage(s.Env, wrong)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.Stderr, "explainer: stopped")
		return exitErrors
	}
	fmt.Fprintln(s.Stderr, "explainer:", err)
	return exitErrors
}

// today returns the day for which the site is built. SOURCE_DATE_EPOCH, seconds
// since 1970, replaces the clock (reproducible-builds.org, specification 1.1).
func (s *session) today() (edtf.Day, error) {
	text := s.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return edtf.DayOfUnix(s.Now().Unix()), nil
	}
	sec, err := strconv.ParseInt(text, 10, 64)
	const most = 253_402_300_799 // the end of the year 9999, the last that a date can name
	if err != nil || sec < 0 || sec > most {
		return 0, usageError{message: fmt.Sprintf("SOURCE_DATE_EPOCH is %q, but a number of seconds since 1970 is expected, at most %d", text, most)}
	}
	return edtf.DayOfUnix(sec), nil
}

// helpCmd is `help [command]`, for people who expect it beside --help.
type helpCmd struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

func (h *helpCmd) Help() string { return "Example:\n  explainer help build" }

// Run shows the help.
func (h *helpCmd) Run(s *session) error {
	args := append(h.Command, "--help")
	if wrong, ok := unknownCommand(s.parser.Model, args); ok {
		return wrong
	}
	// Where exiting is not done for real, the parser goes on after it has shown the
	// help, and misses the command's arguments.
	if _, err := s.parser.Parse(args); err != nil && *s.exited < 0 {
		return wrongUsage(err, s.parser.Model, args)
	}
	return nil
}
