package server

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// DefaultPort is where a preview is, unless it is taken.
const DefaultPort = 1414

// portsTried is how many ports are tried, the usual one and those after it.
const portsTried = 20

// Listen returns a listener on a host and port; no host is this machine alone
// (127.0.0.1). A port that a person named is that port or an error. Otherwise the next
// free one of 20 is taken.
func Listen(host string, port int, named bool) (net.Listener, error) {
	if host == "" {
		host = "127.0.0.1"
	}
	tries := portsTried
	if named {
		tries = 1
	}
	var first error
	for p := port; p < port+tries && p <= 65535; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, listenError(first, host, port, named)
}

func listenError(err error, host string, port int, named bool) error {
	if err == nil {
		return fmt.Errorf("port %d does not exist; use one from 1024 to 65535", port)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err // without the words that say the address twice
	}
	at := net.JoinHostPort(host, strconv.Itoa(port))
	if named {
		return fmt.Errorf("cannot listen on %s: %w; name another port, or none to take the next free one", at, err)
	}
	return fmt.Errorf("cannot listen on %s and the %d ports after it: %w; name a free port", at, portsTried-1, err)
}
