// A test-only vCenter endpoint built on govmomi's simulator, made closer to a real vCenter where the adapter
// depends on it: tasks take time, a name is taken from the moment a clone begins, a clone powers its machine on,
// a machine that is on gets an address. A control port makes calls slow, refused, cut or failing later as a task,
// ends sessions, and changes machines behind the client's back. Loopback only.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io/ioutil"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/signal"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// Rule says what to do with one SOAP call.
type Rule struct {
	Method  string `json:"method"`  // for example CloneVM_Task, or * for any
	Match   string `json:"match"`   // part of the request or of the machine's name; "" matches all
	Mode    string `json:"mode"`    // fault | fail | ok | hold | hang | cut | cut-after | mute-after | delay | forge
	Fault   string `json:"fault"`   // vim25 type, for example InsufficientResourcesFault
	Message string `json:"message"` // localized message
	DelayMs int    `json:"delayMs"`
	Count   int    `json:"count"` // how many calls; 0 for all
	Event   string `json:"event"` // posted when the task fails, for example VmCloneFailedEvent
	Find    string `json:"find"`  // what is replaced in a forged answer: a regular expression
	Replace string `json:"replace"`
}

var (
	mu       sync.Mutex
	rules    []*Rule
	calls    = map[string]int{}
	live     = map[string]bool{}                                // cookies of sessions that are good
	ever     = []string{}                                       // cookies of all sessions
	names    = map[string]bool{}                                // taken by clones under way
	cancels  = map[types.ManagedObjectReference]chan struct{}{} // of tasks under way
	released = make(chan struct{})
	outage   = ""    // "" | cut | mute
	deny     = false // logins are refused
	taskMs   = flag.Int("task-ms", 100, "how long a task takes, in ms")
	ipMs     = flag.Int("ip-ms", 0, "how long after power-on a machine gets its address, in ms")
	server   *simulator.Server
	handler  http.Handler
	own      string // the cookie of the fixture's own session

	reOp     = regexp.MustCompile(`(?s)<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)`)
	reThis   = regexp.MustCompile(`<(?:\w+:)?_this[^>]*\btype="(\w+)"[^>]*>([^<]+)<`)
	reName   = regexp.MustCompile(`<name>([^<]*)</name>`)
	reTask   = regexp.MustCompile(`type="Task">([^<]+)<`)
	reCpus   = regexp.MustCompile(`<numCPUs>(\d+)</numCPUs>`)
	reMemory = regexp.MustCompile(`<memoryMB>(\d+)</memoryMB>`)
)

const envelope = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>%s</soapenv:Body></soapenv:Envelope>`

func take(op, subject string) *Rule {
	mu.Lock()
	defer mu.Unlock()
	for i, r := range rules {
		if (r.Method == op || r.Method == "*") && (r.Match == "" || strings.Contains(subject, r.Match)) {
			c := *r
			if r.Count > 0 {
				if r.Count--; r.Count == 0 {
					rules = append(rules[:i:i], rules[i+1:]...)
				}
			}
			return &c
		}
	}
	return nil
}

func fault(name string) types.BaseMethodFault {
	if t, ok := types.TypeFunc()("vim25:" + name); ok {
		if f, ok := reflect.New(t).Interface().(types.BaseMethodFault); ok {
			return f
		}
	}
	return &types.GenericVmConfigFault{Reason: name}
}

const user = "bus@vsphere.local"

func ctx(who string) *simulator.Context {
	return &simulator.Context{Context: context.Background(), Map: simulator.Map,
		Session: &simulator.Session{UserSession: types.UserSession{UserName: who}, Registry: simulator.NewRegistry()}}
}

// post gives the event's key back, with which a chain of events begins.
func post(e types.BaseEvent, chain int32) int32 {
	em := simulator.Map.EventManager()
	simulator.Map.WithLock(em, func() {
		em.PostEvent(ctx(user), &types.PostEvent{EventToPost: e})
		if chain != 0 {
			e.GetEvent().ChainId = chain
		}
	})
	return e.GetEvent().Key
}

func vmEvent(vm *simulator.VirtualMachine) types.VmEvent {
	e := types.VmEvent{}
	e.Vm = &types.VmEventArgument{EntityEventArgument: types.EntityEventArgument{Name: vm.Name}, Vm: vm.Self}
	return e
}

func update(o mo.Reference, c ...types.PropertyChange) {
	simulator.Map.WithLock(o, func() { simulator.Map.Update(o, c) })
}

func vmByName(n string) *simulator.VirtualMachine {
	for _, e := range simulator.Map.All("VirtualMachine") {
		if vm := e.(*simulator.VirtualMachine); vm.Name == n || vm.Self.Value == n {
			return vm
		}
	}
	return nil
}

func hangUp(w http.ResponseWriter) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		c.Close()
	}
}

func refuse(w http.ResponseWriter, name, message string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(500)
	fmt.Fprintf(w, envelope, fmt.Sprintf(`<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>%s</faultstring><detail><%sFault xmlns="urn:vim25" xsi:type="%s"></%sFault></detail></soapenv:Fault>`, message, name, name, name))
}

// inner calls the simulator in the fixture's own session, which outlives those of clients, as tasks do.
func inner(op string, body []byte) string {
	rec := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/sdk", bytes.NewReader(body))
	r.Header.Set("Content-Type", "text/xml")
	if own != "" {
		r.Header.Set("Cookie", own)
	}
	handler.ServeHTTP(rec, r)
	if c := rec.Header().Get("Set-Cookie"); c != "" && op == "Login" {
		own = strings.SplitN(c, ";", 2)[0]
	}
	return rec.Body.String()
}

func soap(op, this, kind, more string) []byte {
	return []byte(fmt.Sprintf(envelope, fmt.Sprintf(`<%s xmlns="urn:vim25"><_this type="%s">%s</_this>%s</%s>`, op, kind, this, more, op)))
}

// run carries a task's method out and gives what came of it.
func run(op string, body []byte) (state types.TaskInfoState, result types.AnyType, problem *types.LocalizedMethodFault) {
	answer := inner(op, body)
	m := reTask.FindStringSubmatch(answer)
	if m == nil {
		log.Printf("%s gave no task: %s", op, answer)
		return types.TaskInfoStateError, nil, &types.LocalizedMethodFault{Fault: &types.SystemError{}, LocalizedMessage: "the simulator gave no task"}
	}
	done := simulator.Map.Get(types.ManagedObjectReference{Type: "Task", Value: m[1]}).(*simulator.Task)
	problem = done.Info.Error
	if problem != nil {
		if _, ok := problem.Fault.(*types.InvalidPowerState); ok {
			problem.LocalizedMessage = "The attempted operation cannot be performed in the current state."
		}
	}
	return done.Info.State, done.Info.Result, problem
}

func address(vm *simulator.VirtualMachine) string {
	n, _ := strconv.Atoi(strings.TrimPrefix(vm.Self.Value, "vm-"))
	return fmt.Sprintf("10.20.%d.%d", n/250%250, n%250+1)
}

func poweredOn(vm *simulator.VirtualMachine) {
	now := time.Now()
	update(vm, types.PropertyChange{Name: "runtime.bootTime", Val: now})
	up := func() {
		if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
			setAddress(vm, address(vm))
		}
	}
	if *ipMs == 0 {
		up()
	} else {
		time.AfterFunc(time.Duration(*ipMs)*time.Millisecond, up)
	}
}

func setAddress(vm *simulator.VirtualMachine, ip string) {
	update(vm,
		types.PropertyChange{Name: "guest.ipAddress", Val: ip},
		types.PropertyChange{Name: "guest.toolsRunningStatus", Val: "guestToolsRunning"})
}

func poweredOff(vm *simulator.VirtualMachine) {
	update(vm,
		types.PropertyChange{Name: "guest.ipAddress", Val: ""},
		types.PropertyChange{Name: "guest.toolsRunningStatus", Val: "guestToolsNotRunning"})
}

// after is what a real vCenter and a guest do besides.
func after(op string, body []byte, obj mo.Reference, result types.AnyType) {
	vm, _ := obj.(*simulator.VirtualMachine)
	switch op {
	case "CloneVM_Task":
		ref := result.(types.ManagedObjectReference)
		clone := simulator.Map.Get(ref).(*simulator.VirtualMachine)
		if m := reCpus.FindSubmatch(body); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			update(clone, types.PropertyChange{Name: "config.hardware.numCPU", Val: int32(n)})
		}
		if m := reMemory.FindSubmatch(body); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			update(clone, types.PropertyChange{Name: "config.hardware.memoryMB", Val: int32(n)})
		}
		if bytes.Contains(body, []byte("<powerOn>true</powerOn>")) {
			begin("PowerOnVM_Task", soap("PowerOnVM_Task", ref.Value, "VirtualMachine", ""), clone, take("PowerOnVM_Task", clone.Name))
		}
	case "PowerOnVM_Task":
		poweredOn(vm)
	case "PowerOffVM_Task":
		poweredOff(vm)
	}
}

// begin hands out a task at once and finishes it later.
func begin(op string, body []byte, obj mo.Reference, rule *Rule) types.ManagedObjectReference {
	if rule == nil {
		rule = &Rule{Mode: "ok", DelayMs: *taskMs}
	}
	delay := time.Duration(rule.DelayMs) * time.Millisecond
	name := strings.TrimSuffix(op, "_Task")
	id := strings.TrimSuffix(strings.ToLower(name[:1])+name[1:], "VM")
	t := simulator.CreateTask(obj, id, nil)
	vm, _ := obj.(*simulator.VirtualMachine)
	dest := ""
	if op == "CloneVM_Task" {
		if m := reName.FindSubmatch(body); m != nil {
			dest = string(m[1])
		}
		mu.Lock()
		taken := names[dest]
		names[dest] = true
		mu.Unlock()
		if taken || vmByName(dest) != nil {
			f := types.LocalizedMethodFault{Fault: &types.DuplicateName{Name: dest}, LocalizedMessage: "The name '" + dest + "' already exists."}
			update(t, types.PropertyChange{Name: "info.startTime", Val: time.Now()}, types.PropertyChange{Name: "info.completeTime", Val: time.Now()},
				types.PropertyChange{Name: "info.state", Val: types.TaskInfoStateError}, types.PropertyChange{Name: "info.error", Val: f})
			return t.Self
		}
	}
	cancel := make(chan struct{})
	mu.Lock()
	cancels[t.Self] = cancel
	release := released
	mu.Unlock()
	var chain int32
	if dest != "" {
		chain = post(&types.VmBeingClonedEvent{VmCloneEvent: types.VmCloneEvent{VmEvent: vmEvent(vm)}, DestName: dest}, 0)
		update(t, types.PropertyChange{Name: "info.eventChainId", Val: chain})
	}
	update(t, types.PropertyChange{Name: "info.startTime", Val: time.Now()}, types.PropertyChange{Name: "info.cancelable", Val: true},
		types.PropertyChange{Name: "info.state", Val: types.TaskInfoStateRunning})
	go func() {
		state, problem, result := types.TaskInfoStateSuccess, (*types.LocalizedMethodFault)(nil), types.AnyType(nil)
		if work(t, rule, delay, cancel, release) {
			if rule.Mode == "fail" {
				state, problem = types.TaskInfoStateError, &types.LocalizedMethodFault{Fault: fault(rule.Fault), LocalizedMessage: rule.Message}
			} else {
				state, result, problem = run(op, body)
			}
		} else {
			state, problem = types.TaskInfoStateError, &types.LocalizedMethodFault{Fault: &types.RequestCanceled{}, LocalizedMessage: "The task was canceled by a user."}
		}
		if problem != nil && vm != nil {
			switch {
			case dest != "" && (rule.Event != "" || rule.Mode != "fail"):
				e := types.VmCloneEvent{VmEvent: vmEvent(vm)}
				e.FullFormattedMessage = "Failed to clone " + vm.Name + ": " + problem.LocalizedMessage
				post(&types.VmCloneFailedEvent{VmCloneEvent: e, DestName: dest, Reason: *problem}, chain)
			case rule.Event == "VmFailedToPowerOnEvent":
				e := vmEvent(vm)
				e.FullFormattedMessage = "Cannot power on " + vm.Name + ": " + problem.LocalizedMessage
				post(&types.VmFailedToPowerOnEvent{VmEvent: e, Reason: *problem}, 0)
			}
		}
		mu.Lock()
		delete(names, dest)
		delete(cancels, t.Self)
		mu.Unlock()
		ch := []types.PropertyChange{{Name: "info.completeTime", Val: time.Now()}, {Name: "info.state", Val: state}}
		if problem != nil {
			ch = append(ch, types.PropertyChange{Name: "info.error", Val: *problem})
		} else if result != nil {
			ch = append(ch, types.PropertyChange{Name: "info.result", Val: result})
		}
		if problem == nil {
			after(op, body, obj, result)
		}
		update(t, ch...)
	}()
	return t.Self
}

// work takes the time that the task takes; false if it was cancelled.
func work(t *simulator.Task, rule *Rule, delay time.Duration, cancel, release chan struct{}) bool {
	switch rule.Mode {
	case "hang":
		<-cancel
		return false
	case "hold":
		select {
		case <-cancel:
			return false
		case <-release:
			return true
		}
	}
	steps := 1
	if delay >= 400*time.Millisecond {
		steps = 4
	}
	for i := 1; i <= steps; i++ {
		select {
		case <-cancel:
			return false
		case <-time.After(delay / time.Duration(steps)):
		}
		if steps > 1 {
			update(t, types.PropertyChange{Name: "info.progress", Val: int32(i * 24)})
		}
	}
	return true
}

func wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		how := outage
		mu.Unlock()
		switch how {
		case "cut":
			hangUp(w)
			return
		case "mute":
			<-r.Context().Done()
			return
		}
		if r.Method != "POST" || !strings.HasPrefix(r.URL.Path, "/sdk") {
			next.ServeHTTP(w, r)
			return
		}
		b, _ := ioutil.ReadAll(r.Body)
		r.Body = ioutil.NopCloser(bytes.NewReader(b))
		op := ""
		if m := reOp.FindSubmatch(b); m != nil {
			op = string(m[1])
		}
		mu.Lock()
		calls[op]++
		cookie := ""
		if c, err := r.Cookie("vmware_soap_session"); err == nil {
			cookie = c.Value
		}
		good := live[cookie]
		if !good {
			r.Header.Del("Cookie")
		}
		denied := deny
		mu.Unlock()
		if op == "Login" {
			if denied {
				refuse(w, "InvalidLogin", "Cannot complete login due to an incorrect user name or password.")
				return
			}
			next.ServeHTTP(w, r)
			if c := w.Header().Get("Set-Cookie"); c != "" {
				value := strings.SplitN(strings.SplitN(c, ";", 2)[0], "=", 2)[1]
				mu.Lock()
				live[strings.Trim(value, `"`)] = true
				ever = append(ever, strings.Trim(value, `"`))
				mu.Unlock()
			}
			return
		}
		var obj mo.Reference
		subject := string(b)
		if m := reThis.FindSubmatch(b); m != nil {
			obj = simulator.Map.Get(types.ManagedObjectReference{Type: string(m[1]), Value: string(m[2])})
			if vm, ok := obj.(*simulator.VirtualMachine); ok {
				subject += " " + vm.Name
			}
		}
		var rule *Rule
		if good { // a call that nobody carries out uses no rule up
			rule = take(op, subject)
		}
		if rule != nil {
			log.Printf("rule %s %s %s", op, rule.Mode, rule.Fault)
			delay := time.Duration(rule.DelayMs) * time.Millisecond
			switch rule.Mode {
			case "fault": // refused at once
				time.Sleep(delay)
				refuse(w, rule.Fault, rule.Message)
				return
			case "cut": // the connection is cut, the call is not carried out
				time.Sleep(delay)
				hangUp(w)
				return
			case "cut-after": // carried out, but the answer is lost
				serve(httptest.NewRecorder(), r, op, b, obj, good, nil, next)
				hangUp(w)
				return
			case "mute-after": // carried out, but no answer comes
				serve(httptest.NewRecorder(), r, op, b, obj, good, nil, next)
				<-r.Context().Done()
				return
			case "forge": // carried out, and answered otherwise
				rec := httptest.NewRecorder()
				serve(rec, r, op, b, obj, good, nil, next)
				for name, values := range rec.Header() {
					if name != "Content-Length" {
						w.Header()[name] = values
					}
				}
				w.WriteHeader(rec.Code)
				fmt.Fprint(w, regexp.MustCompile(rule.Find).ReplaceAllString(rec.Body.String(), rule.Replace))
				return
			case "delay":
				time.Sleep(delay)
				rule = nil
			}
		}
		serve(w, r, op, b, obj, good, rule, next)
	})
}

func serve(w http.ResponseWriter, r *http.Request, op string, b []byte, obj mo.Reference, good bool, rule *Rule, next http.Handler) {
	vm, isVm := obj.(*simulator.VirtualMachine)
	switch {
	case good && isVm && strings.HasSuffix(op, "_Task"):
		fmt.Fprintf(w, envelope, fmt.Sprintf(`<%sResponse xmlns="urn:vim25"><returnval type="Task">%s</returnval></%sResponse>`, op, begin(op, b, obj, rule).Value, op))
	case good && op == "CancelTask":
		m := reThis.FindSubmatch(b)
		mu.Lock()
		if c, ok := cancels[types.ManagedObjectReference{Type: "Task", Value: string(m[2])}]; ok {
			close(c)
			delete(cancels, types.ManagedObjectReference{Type: "Task", Value: string(m[2])})
		}
		mu.Unlock()
		fmt.Fprintf(w, envelope, `<CancelTaskResponse xmlns="urn:vim25"></CancelTaskResponse>`)
	case good && isVm && (op == "ShutdownGuest" || op == "RebootGuest"):
		guest(w, op, vm, rule)
	default:
		next.ServeHTTP(w, r)
	}
}

// guest asks the guest, which takes its time; a rule of mode hang makes it deaf.
func guest(w http.ResponseWriter, op string, vm *simulator.VirtualMachine, rule *Rule) {
	if vm.Runtime.PowerState != types.VirtualMachinePowerStatePoweredOn {
		refuse(w, "InvalidPowerState", "The attempted operation cannot be performed in the current state.")
		return
	}
	if vm.Guest == nil || vm.Guest.ToolsRunningStatus != "guestToolsRunning" {
		refuse(w, "ToolsUnavailable", "Cannot complete operation because VMware Tools is not running in this virtual machine.")
		return
	}
	if op == "RebootGuest" {
		post(&types.VmGuestRebootEvent{VmEvent: vmEvent(vm)}, 0)
		poweredOn(vm)
	} else {
		post(&types.VmGuestShutdownEvent{VmEvent: vmEvent(vm)}, 0)
		if rule == nil || rule.Mode != "hang" {
			time.AfterFunc(time.Duration(*taskMs)*time.Millisecond, func() {
				if state, _, problem := run("PowerOffVM_Task", soap("PowerOffVM_Task", vm.Self.Value, "VirtualMachine", "")); problem != nil {
					log.Printf("guest shutdown: %s %s", state, problem.LocalizedMessage)
				}
				poweredOff(vm)
			})
		}
	}
	fmt.Fprintf(w, envelope, fmt.Sprintf(`<%sResponse xmlns="urn:vim25"></%sResponse>`, op, op))
}

func forget() {
	m := simulator.Map.Get(*simulator.Map.Get(types.ManagedObjectReference{Type: "ServiceInstance", Value: "ServiceInstance"}).(*simulator.ServiceInstance).Content.TaskManager).(*simulator.TaskManager)
	m.Lock()
	var kept []types.ManagedObjectReference
	for _, ref := range m.RecentTask {
		t, ok := simulator.Map.Get(ref).(*simulator.Task)
		if !ok {
			continue
		}
		if t.Info.State == types.TaskInfoStateQueued || t.Info.State == types.TaskInfoStateRunning {
			kept = append(kept, ref)
		} else {
			simulator.Map.Remove(ref)
		}
	}
	simulator.Map.Update(m, []types.PropertyChange{{Name: "recentTask", Val: kept}})
	m.Unlock()
}

type machine struct {
	Name, InstanceUuid, Moref, Power string
	Template                         bool
	Cpus, MemoryMB                   int32
	ExtraConfig                      map[string]string
}

func machines() []machine {
	var all []machine
	for _, e := range simulator.Map.All("VirtualMachine") {
		vm := e.(*simulator.VirtualMachine)
		one := machine{vm.Name, vm.Config.InstanceUuid, vm.Self.Value, string(vm.Runtime.PowerState), vm.Config.Template,
			vm.Config.Hardware.NumCPU, vm.Config.Hardware.MemoryMB, map[string]string{}}
		for _, o := range vm.Config.ExtraConfig {
			one.ExtraConfig[o.GetOptionValue().Key] = fmt.Sprint(o.GetOptionValue().Value)
		}
		all = append(all, one)
	}
	return all
}

func control(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	vm := vmByName(q.Get("vm"))
	if vm == nil && q.Get("vm") != "" {
		http.Error(w, "no such vm", 404)
		return
	}
	switch r.URL.Path {
	case "/rule":
		x := &Rule{}
		if err := json.NewDecoder(r.Body).Decode(x); err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		mu.Lock()
		rules = append(rules, x)
		mu.Unlock()
	case "/clear":
		mu.Lock()
		rules, outage, deny = nil, "", false
		mu.Unlock()
	case "/release": // what is held goes on
		mu.Lock()
		close(released)
		released = make(chan struct{})
		mu.Unlock()
	case "/outage":
		mu.Lock()
		outage = q.Get("how")
		mu.Unlock()
		if q.Get("how") != "" {
			server.CloseClientConnections()
		}
	case "/expire": // every session ends
		mu.Lock()
		live, deny = map[string]bool{}, q.Get("deny") == "true"
		mu.Unlock()
	case "/forget": // finished tasks are forgotten
		forget()
	case "/address-delay":
		*ipMs, _ = strconv.Atoi(q.Get("ms"))
	case "/remove":
		simulator.Map.WithLock(vm, func() {
			vm.Runtime.PowerState = types.VirtualMachinePowerStatePoweredOff // or it refuses to go
			vm.UnregisterVM(ctx("somebody"), &types.UnregisterVM{This: vm.Self})
		})
	case "/rename":
		update(vm, types.PropertyChange{Name: "name", Val: q.Get("to")})
		post(&types.VmRenamedEvent{VmEvent: vmEvent(vm), OldName: q.Get("vm"), NewName: q.Get("to")}, 0)
	case "/power":
		run(q.Get("op")+"_Task", soap(q.Get("op")+"_Task", vm.Self.Value, "VirtualMachine", ""))
		after(q.Get("op")+"_Task", nil, vm, nil)
	case "/address":
		setAddress(vm, q.Get("ip"))
	case "/tools":
		update(vm, types.PropertyChange{Name: "guest.toolsRunningStatus", Val: q.Get("status")})
	case "/connection":
		update(vm, types.PropertyChange{Name: "runtime.connectionState", Val: types.VirtualMachineConnectionState(q.Get("state"))})
	case "/vms":
		json.NewEncoder(w).Encode(machines())
		return
	case "/sessions": // the cookies of all that there were
		mu.Lock()
		defer mu.Unlock()
		json.NewEncoder(w).Encode(ever)
		return
	case "/tasks": // how many are under way
		mu.Lock()
		defer mu.Unlock()
		json.NewEncoder(w).Encode(len(cancels))
		return
	case "/calls":
		mu.Lock()
		defer mu.Unlock()
		json.NewEncoder(w).Encode(calls)
		calls = map[string]int{}
		return
	default:
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, "ok")
}

// makeTemplate turns one of the simulator's machines into a template.
func makeTemplate(name string) {
	vm := vmByName("DC0_C0_RP0_VM1")
	update(vm, types.PropertyChange{Name: "runtime.powerState", Val: types.VirtualMachinePowerStatePoweredOff},
		types.PropertyChange{Name: "name", Val: name}, types.PropertyChange{Name: "config.name", Val: name})
	simulator.Map.WithLock(vm, func() { vm.MarkAsTemplate(&types.MarkAsTemplate{This: vm.Self}) })
	update(vm, types.PropertyChange{Name: "config.template", Val: true})
}

func main() {
	m := simulator.VPX()
	listen := flag.String("l", "127.0.0.1:0", "SOAP address")
	template := flag.String("template", "ubuntu-24.04", "name of the template")
	flag.Parse()
	log.SetOutput(ioutil.Discard)
	if os.Getenv("VCENTER_SIMULATOR_LOG") != "" {
		log.SetOutput(os.Stderr)
	}
	scratch, err := ioutil.TempDir("", "vcenter-simulator-") // its datastores
	if err == nil {
		os.Setenv("TMPDIR", scratch)
		err = m.Create()
	}
	if err != nil {
		fmt.Println("FAILED", err)
		os.RemoveAll(scratch)
		os.Exit(1)
	}
	m.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(user, "correct horse")}
	m.Service.ServeMux = http.NewServeMux()
	m.Service.TLS = new(tls.Config)
	server = m.Service.NewServer()
	handler = server.Server.Config.Handler
	inner("Login", soap("Login", "SessionManager", "SessionManager", "<userName>"+user+"</userName><password>correct horse</password>"))
	makeTemplate(*template)
	server.Server.Config.Handler = wrap(handler)
	control := httptest.NewServer(http.HandlerFunc(control))
	certificate := server.Server.Certificate()
	sum := sha256.Sum256(certificate.Raw)
	pemBytes := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
	at := *server.URL
	at.User = nil
	fmt.Printf("READY %s %s %s %s\n", at.String(), control.URL, hex.EncodeToString(sum[:]), strings.ReplaceAll(string(pemBytes), "\n", "|"))
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT, syscall.SIGTERM)
	if os.Getenv("VCENTER_SIMULATOR_PARENT") != "" { // ends with whoever started it
		go func() { ioutil.ReadAll(os.Stdin); c <- syscall.SIGTERM }()
	}
	<-c
	os.RemoveAll(scratch)
}
