package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"

	"explainer/generator/internal/stamp"
	"explainer/generator/internal/urls"
)

// Scan lists the regular files of the folder, and what in it cannot be input,
// each sorted by path in byte order. The result depends on the folder and the
// options alone. A file that a link leads to is listed under both of its paths.
// Folders and files that are ignored are not looked into and are no problem.
func (t *Tree) Scan(opts Options) ([]Entry, []Problem) {
	if opts.MaxFile <= 0 {
		opts.MaxFile = DefaultMaxFile
	}
	if opts.MaxDepth <= 0 {
		opts.MaxDepth = DefaultMaxDepth
	}
	t.maxFile.Store(opts.MaxFile)
	s := &scan{t: t, opts: opts}
	s.ignore, s.problems = newPatterns(opts.Ignore)
	if info, err := t.root.Stat("."); err != nil {
		s.add(problemOf(".", err))
	} else {
		s.folder(".", []fs.FileInfo{info}, false)
	}
	slices.SortFunc(s.entries, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(s.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return s.entries, s.problems
}

type scan struct {
	t        *Tree
	opts     Options
	ignore   patterns
	entries  []Entry
	problems []Problem
	linked   int // what entries inside folders entered through links have cost
}

func (s *scan) add(p Problem) { s.problems = append(s.problems, p) }

// folder scans one folder. The chain holds the folders that lead to it, itself
// last; linked tells that one of them was entered through a link.
func (s *scan) folder(dir string, chain []fs.FileInfo, linked bool) {
	list, err := s.list(dir)
	if err != nil {
		s.add(s.t.explain(dir, err))
	}
	for _, d := range list {
		full := path.Join(dir, d.Name())
		if Ignored(d.Name()) || s.ignore.match(full, d.Name()) {
			continue
		}
		if p, bad := badName(full, d.Name()); bad {
			s.add(p)
			continue
		}
		if linked && !s.spend(dir, d) {
			return
		}
		s.visit(full, d, chain, linked)
	}
}

// spend counts an entry behind a link and reports whether it may be followed.
// The first one too many is told.
func (s *scan) spend(dir string, d fs.DirEntry) bool {
	if s.linked > maxLinked {
		return false
	}
	s.linked++
	if d.Type()&fs.ModeSymlink != 0 {
		s.linked += linkCost - 1
	}
	if s.linked > maxLinked {
		s.add(Problem{
			Path: dir, Kind: TooMany,
			Detail: fmt.Sprintf("symbolic links lead through folders that hold further links, or to more than %d files", maxLinked),
			Help:   "remove links between folders that contain each other's links",
		})
	}
	return s.linked <= maxLinked
}

// list returns the entries of a folder by name. What could be listed before an
// error is returned with it.
func (s *scan) list(dir string) ([]fs.DirEntry, error) {
	f, err := s.t.root.OpenFile(dir, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

func (s *scan) visit(full string, d fs.DirEntry, chain []fs.FileInfo, linked bool) {
	link := d.Type()&fs.ModeSymlink != 0
	info, err := d.Info()
	if link {
		info, err = s.t.root.Stat(full)
	}
	if err != nil {
		s.add(s.t.explain(full, err))
		return
	}
	switch {
	case info.IsDir():
		s.enter(full, info, chain, linked || link)
	case !info.Mode().IsRegular():
		s.add(notRegular(full, info.Mode()))
	case info.Size() > s.opts.MaxFile:
		s.add(tooLarge(full, s.opts.MaxFile))
	default:
		s.entries = append(s.entries, Entry{Path: full, Size: info.Size(), ModTime: info.ModTime(), Changed: stamp.Changed(info)})
	}
}

func (s *scan) enter(full string, info fs.FileInfo, chain []fs.FileInfo, linked bool) {
	if linked && slices.ContainsFunc(chain, func(c fs.FileInfo) bool { return os.SameFile(c, info) }) {
		s.add(Problem{
			Path: full, Kind: Loop,
			Detail: "the symbolic link leads back to a folder that it stands in",
			Help:   "remove the link",
		})
		return
	}
	if len(chain) > s.opts.MaxDepth {
		s.add(Problem{
			Path: full, Kind: TooDeep,
			Detail: fmt.Sprintf("more than %d folders stand inside each other", s.opts.MaxDepth),
			Help:   "move it nearer to the top",
		})
		return
	}
	s.folder(full, append(slices.Clip(chain), info), linked)
}

func badName(full, name string) (Problem, bool) {
	err := urls.ValidName(name)
	if err == nil {
		return Problem{}, false
	}
	p := Problem{Path: full, Kind: BadName, Detail: err.Error(), Err: err}
	if e := (*urls.NameError)(nil); errors.As(err, &e) {
		p.Detail, p.Help = e.Message, e.Help
	}
	return p, true
}

// explain turns an error of the system about a path into a Problem, and finds
// out what is wrong with a path that is a link.
func (t *Tree) explain(full string, err error) Problem {
	info, lerr := t.root.Lstat(full)
	if lerr != nil || info.Mode()&fs.ModeSymlink == 0 {
		return rootProblem(full, err)
	}
	target, _ := t.root.Readlink(full)
	p := Problem{Path: full, Err: err, Help: "remove the link, or point it at a file of the folder"}
	switch errno := syscall.Errno(0); {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		p.Kind, p.Detail = Dangling, fmt.Sprintf("the symbolic link leads to %q, which does not exist", target)
	case errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.ENAMETOOLONG):
		p.Kind, p.Detail = Loop, fmt.Sprintf("the symbolic link to %q leads to itself, or through too many links", target)
	case errors.As(err, &errno):
		return problemOf(full, err)
	case path.IsAbs(target):
		p.Kind, p.Detail = Escapes, fmt.Sprintf("the symbolic link leads to %q, an absolute path", target)
		p.Help = "copy the file here, or make the link relative if its target is in the folder"
	default:
		p.Kind, p.Detail = Escapes, fmt.Sprintf("the symbolic link leads to %q, outside the folder", target)
		p.Help = "copy the file here; nothing outside the folder is read"
	}
	return p
}

// rootProblem is problemOf for a path whose own last element is no link. Errors
// of os.Root that are not the system's say that the path leaves the folder.
func rootProblem(full string, err error) Problem {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return problemOf(full, err)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrClosed) {
		return problemOf(full, err)
	}
	return Problem{
		Path: full, Kind: Escapes, Err: err,
		Detail: "the path leads outside the folder",
		Help:   "nothing outside the folder is read",
	}
}
