package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

const ready = "ready"

// Plan is what the relay of one Pod does.
type Plan struct {
	Address  string
	Outbound []Route
	Inbound  []int
}

// relay serves a Pod until it is killed. It says that it is ready, and closes its standard output, when it listens everywhere.
func relay(namespacePath, planText string) error {
	var plan Plan
	if err := json.Unmarshal([]byte(planText), &plan); err != nil {
		return err
	}
	namespace, err := os.Open(namespacePath)
	if err != nil {
		return err
	}
	if err := inside(namespace, bringLoopbackUp); err != nil {
		return err
	}
	for _, route := range plan.Outbound {
		if err := relayOut(namespace, route); err != nil {
			return err
		}
	}
	for _, port := range plan.Inbound {
		if err := relayIn(namespace, plan.Address, strconv.Itoa(port)); err != nil {
			return err
		}
	}
	fmt.Println(ready)
	os.Stdout.Close()
	select {}
}

func relayOut(namespace *os.File, route Route) error {
	var listener net.Listener
	err := inside(namespace, func() (err error) {
		listener, err = net.Listen("tcp4", route.Inside)
		return err
	})
	if err != nil {
		return err
	}
	go serve(listener, func() (net.Conn, error) { return net.DialTimeout("tcp4", route.Outside, 5*time.Second) })
	return nil
}

// relayIn calls the Pod at its own address, as the network of a real node would: who listens at 127.0.0.1 only is not reached.
func relayIn(namespace *os.File, address, port string) error {
	listener, err := net.Listen("tcp4", net.JoinHostPort(address, port))
	if err != nil {
		return err
	}
	go serve(listener, func() (connection net.Conn, err error) {
		err = inside(namespace, func() (err error) {
			connection, err = net.DialTimeout("tcp4", net.JoinHostPort(address, port), 5*time.Second)
			return err
		})
		return connection, err
	})
	return nil
}

func serve(listener net.Listener, dial func() (net.Conn, error)) {
	for {
		caller, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer caller.Close()
			called, err := dial()
			if err != nil {
				return
			}
			defer called.Close()
			connect(caller, called)
		}()
	}
}

func connect(caller, called net.Conn) {
	done := make(chan struct{}, 2)
	pump := func(to, from net.Conn) {
		io.Copy(to, from)
		to.(*net.TCPConn).CloseWrite()
		done <- struct{}{}
	}
	go pump(caller, called)
	go pump(called, caller)
	<-done
	<-done
}

// inside runs work in another network namespace. A namespace belongs to a thread; one that cannot come back is given up with its goroutine.
func inside(namespace *os.File, work func() error) error {
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return err
	}
	defer home.Close()
	if err := unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET); err != nil {
		return err
	}
	outcome := work()
	if err := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); err != nil {
		return err
	}
	runtime.UnlockOSThread()
	return outcome
}

func bringLoopbackUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	flags, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(socket, unix.SIOCGIFFLAGS, flags); err != nil {
		return err
	}
	flags.SetUint16(flags.Uint16() | unix.IFF_UP)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, flags)
}
