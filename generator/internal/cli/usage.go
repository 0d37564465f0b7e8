package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"explainer/generator/internal/diag"
)

// usageError is a mistake on the command line.
type usageError struct {
	message string
	command string // whose help explains more; empty: the list of commands does
}

func (e usageError) Error() string { return e.message }

// usage tells a person what is wrong with the command line and where to look.
func usage(env Env, wrong usageError) int {
	hint := "explainer --help lists the commands"
	if wrong.command != "" {
		hint = fmt.Sprintf("explainer %s --help shows what it takes", wrong.command)
	}
	fmt.Fprintf(env.Stderr, "explainer: %s\n\n%s\n", wrong.message, hint)
	return exitUsage
}

// wrongUsage puts the parser's complaint into words for people.
func wrongUsage(err error, model *kong.Application, args []string) usageError {
	if wrong, ok := unknownCommand(model, args); ok {
		return wrong
	}
	wrong := usageError{message: err.Error(), command: firstWord(args)}
	if argument, ok := strings.CutPrefix(wrong.message, "unexpected argument "); ok {
		wrong.message = fmt.Sprintf("unexpected argument %q", argument)
	}
	if missing, ok := strings.CutPrefix(wrong.message, `expected "`); ok {
		wrong.message = "missing " + strings.TrimSuffix(missing, `"`)
	}
	if flag, _, ok := strings.Cut(wrong.message, `: expected string value but got "EOL"`); ok {
		wrong.message = flag + " needs the name of a folder"
	}
	// Of several flags that are as near none is meant.
	wrong.message, _, _ = strings.Cut(wrong.message, ", did you mean one of ")
	return wrong
}

// unknownCommand reports a first word that is no command. The parser takes such a
// word for an argument of the standard command.
func unknownCommand(model *kong.Application, args []string) (usageError, bool) {
	word := firstWord(args)
	var names []string
	for _, child := range model.Children {
		names = append(names, child.Name)
	}
	if word == "" || slices.Contains(names, word) {
		return usageError{}, false
	}
	message := fmt.Sprintf("there is no command %q", word)
	if near, ok := diag.Suggest(word, names); ok {
		message += fmt.Sprintf("; did you mean %q?", near)
	}
	return usageError{message: message}, true
}

// firstWord returns the first argument that is neither a flag nor the value of one:
// of -C, or of a flag of build, which needs no command before it.
func firstWord(args []string) string {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case slices.Contains([]string{"-C", "--dir", "-o", "--output", "--format"}, a):
			i++
		case !strings.HasPrefix(a, "-"):
			return a
		}
	}
	return ""
}
