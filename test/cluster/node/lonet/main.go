// lonet is a CNI plugin for a node that has nothing but loopback. A Pod gets a network namespace of its own with lo in it, and a relay that
// connects both sides: in the Pod it listens at the addresses that the Pod may call, on the node at an address of the Pod's own in 127/8.
// No veth, no bridge, no route, no packet filter.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Settings come from the network configuration list, on standard input.
type Settings struct {
	StateFolder string  `json:"stateFolder"`
	Prefix      string  `json:"prefix"`   // of the Pods' addresses, such as "127.97.0."
	Outbound    []Route `json:"outbound"` // what a Pod may call
	Inbound     []int   `json:"inbound"`  // ports of a Pod that the node may call
}

// Route leads from an address that a Pod calls to the one that answers on the node, both as "address:port".
type Route struct {
	Inside  string `json:"inside"`
	Outside string `json:"outside"`
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "relay" {
		fail(relay(os.Args[2], os.Args[3]))
		return
	}
	switch os.Getenv("CNI_COMMAND") {
	case "VERSION":
		fmt.Println(`{"cniVersion":"0.4.0","supportedVersions":["0.3.1","0.4.0"]}`)
	case "ADD":
		fail(add())
	case "DEL":
		fail(remove())
	}
}

// fail reports an error as CNI wants it.
func fail(err error) {
	if err == nil {
		return
	}
	report, _ := json.Marshal(map[string]any{"cniVersion": "0.4.0", "code": 100, "msg": err.Error()})
	fmt.Println(string(report))
	os.Exit(1)
}

func readSettings() (Settings, error) {
	var settings Settings
	if err := json.NewDecoder(os.Stdin).Decode(&settings); err != nil {
		return settings, err
	}
	return settings, os.MkdirAll(settings.StateFolder, 0o700)
}

func add() error {
	settings, err := readSettings()
	if err != nil {
		return err
	}
	address, err := reserveAddress(settings)
	if err != nil {
		return err
	}
	pid, err := startRelay(settings, address)
	if err != nil {
		return errors.Join(err, os.Remove(filepath.Join(settings.StateFolder, address)))
	}
	if err := os.WriteFile(stateOf(settings), []byte(fmt.Sprintf("%d %s", pid, address)), 0o600); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"cniVersion": "0.4.0",
		"interfaces": []any{map[string]any{"name": os.Getenv("CNI_IFNAME"), "sandbox": os.Getenv("CNI_NETNS")}},
		"ips":        []any{map[string]any{"version": "4", "address": address + "/32", "interface": 0}},
	})
}

// remove may be called for a Pod that is gone already; that is no error.
func remove() error {
	settings, err := readSettings()
	if err != nil {
		return err
	}
	state, err := os.ReadFile(stateOf(settings))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var pid int
	var address string
	if _, err := fmt.Sscan(string(state), &pid, &address); err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
		return err
	}
	return errors.Join(os.Remove(filepath.Join(settings.StateFolder, address)), os.Remove(stateOf(settings)))
}

func stateOf(settings Settings) string {
	return filepath.Join(settings.StateFolder, "pod-"+os.Getenv("CNI_CONTAINERID"))
}

// reserveAddress takes the first free one; its file is made by one process only.
func reserveAddress(settings Settings) (string, error) {
	for number := 2; number < 255; number++ {
		address := settings.Prefix + strconv.Itoa(number)
		mark, err := os.OpenFile(filepath.Join(settings.StateFolder, address), os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			return address, mark.Close()
		}
		if !errors.Is(err, os.ErrExist) {
			return "", err
		}
	}
	return "", errors.New("no address is left for another Pod")
}

// startRelay waits until the relay listens everywhere. It lives on when this process ends.
func startRelay(settings Settings, address string) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	plan, err := json.Marshal(Plan{Address: address, Outbound: settings.Outbound, Inbound: settings.Inbound})
	if err != nil {
		return 0, err
	}
	command := exec.Command(self, "relay", os.Getenv("CNI_NETNS"), string(plan))
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	output, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := command.Start(); err != nil {
		return 0, err
	}
	var said strings.Builder
	buffer := make([]byte, 4096)
	for {
		count, err := output.Read(buffer)
		said.Write(buffer[:count])
		if err != nil {
			break
		}
	}
	if strings.TrimSpace(said.String()) != ready {
		return 0, fmt.Errorf("the relay of %s did not start: %s", address, said.String())
	}
	return command.Process.Pid, nil
}
