// Command verdicts asks the API server's own code what it makes of expressions and policies.
//
// stdin: one JSON task a line, {"version", "expression", "object"} or {"version", "policy", "object", ...};
// stdout: one JSON verdict a line. See ../record.py.
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	v1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/kubernetes/scheme"
)

type task struct {
	Version         string          `json:"version"`
	Expression      string          `json:"expression"`
	Policy          json.RawMessage `json:"policy"`
	Object          json.RawMessage `json:"object"`
	Namespace       string          `json:"namespace"`
	Resource        string          `json:"resource"`
	Params          json.RawMessage `json:"params"`
	NamespaceObject json.RawMessage `json:"namespaceObject"`
}

type verdict struct {
	Kind  string   `json:"kind"` // value, error, compile, policy
	Value any      `json:"value,omitempty"`
	Says  []string `json:"says,omitempty"` // of a policy: one text for each denial
	Cost  *uint64  `json:"cost,omitempty"`
}

type anyExpression struct{ text string }

func (e anyExpression) GetExpression() string      { return e.text }
func (e anyExpression) ReturnTypes() []*types.Type { return []*types.Type{types.AnyType} }

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		if err := out.Encode(answered(in.Bytes())); err != nil {
			panic(err)
		}
	}
}

// answered does one task; the server survives what panics, and so does this.
func answered(line []byte) (found verdict) {
	defer func() {
		if trouble := recover(); trouble != nil {
			found = verdict{Kind: "panic", Value: fmt.Sprint(trouble)}
		}
	}()
	var t task
	if err := json.Unmarshal(line, &t); err != nil {
		panic(err)
	}
	if t.Policy != nil {
		return judged(t)
	}
	return evaluated(t)
}

// data reads JSON as the server does: numbers without a fraction are integers.
func data(text json.RawMessage) (read map[string]any) {
	if text != nil {
		if err := utiljson.Unmarshal(text, &read); err != nil {
			panic(err)
		}
	}
	return read
}

func environmentOf(t task) *environment.EnvSet {
	return environment.MustBaseEnvSet(version.MustParseGeneric(t.Version))
}

func evaluated(t task) verdict {
	compiled := cel.NewCompiler(environmentOf(t)).CompileCELExpression(
		anyExpression{t.Expression}, cel.OptionalVariableDeclarations{HasParams: true}, environment.NewExpressions)
	if compiled.Error != nil {
		return verdict{Kind: "compile", Value: compiled.Error.Error()}
	}
	value, details, err := compiled.Program.ContextEval(context.Background(), map[string]any{
		"object": types.DefaultTypeAdapter.NativeToValue(data(t.Object)), "oldObject": types.NullValue})
	var cost *uint64
	if details != nil {
		cost = details.ActualCost()
	}
	if err != nil {
		return verdict{Kind: "error", Value: err.Error(), Cost: cost}
	}
	return verdict{Kind: "value", Value: plain(value), Cost: cost}
}

func plain(v ref.Val) any {
	switch v := v.(type) {
	case types.Null:
		return nil
	case types.Bool:
		return bool(v)
	case types.Int:
		return int64(v)
	case types.Uint:
		return uint64(v)
	case types.String:
		return string(v)
	case types.Bytes:
		return map[string]any{"bytes": hex.EncodeToString(v)}
	case types.Double:
		return map[string]any{"double": strconv.FormatFloat(float64(v), 'g', -1, 64)}
	case traits.Mapper:
		entries := [][2]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			entries = append(entries, [2]any{plain(key), plain(v.Get(key))})
		}
		sort.Slice(entries, func(i, j int) bool { return fmt.Sprint(entries[i]) < fmt.Sprint(entries[j]) })
		return map[string]any{"map": entries}
	case traits.Lister:
		items := []any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			items = append(items, plain(it.Next()))
		}
		return items
	}
	return map[string]any{"other": v.Type().TypeName()}
}

// typed gives the object of Go's own class, which is what the server's expressions look into, where there is one.
func typed(text json.RawMessage) runtime.Object {
	decoded, _, err := scheme.Codecs.UniversalDeserializer().Decode(text, nil, nil)
	if err != nil {
		return &unstructured.Unstructured{Object: data(text)}
	}
	return decoded
}

func judged(t task) verdict {
	var policy v1.ValidatingAdmissionPolicy
	if err := json.Unmarshal(t.Policy, &policy); err != nil {
		panic(err)
	}
	validator, wrong := compiled(&policy, environmentOf(t))
	if len(wrong) > 0 {
		return verdict{Kind: "compile", Says: wrong}
	}
	object := &unstructured.Unstructured{Object: data(t.Object)}
	gvk := schema.FromAPIVersionAndKind(object.GetAPIVersion(), object.GetKind())
	gvr := gvk.GroupVersion().WithResource(t.Resource)
	var params runtime.Object
	if t.Params != nil {
		params = typed(t.Params)
	}
	var namespace *corev1.Namespace
	if t.NamespaceObject != nil {
		namespace = typed(t.NamespaceObject).(*corev1.Namespace)
	}
	within := func(judged runtime.Object, budget int64) []validating.PolicyDecision {
		attributes := admission.NewAttributesRecord(judged, nil, gvk, t.Namespace, object.GetName(), gvr, "",
			admission.Create, nil, false, &user.DefaultInfo{Groups: []string{"system:authenticated"}})
		versioned := &admission.VersionedAttributes{Attributes: attributes, VersionedKind: gvk}
		versioned.VersionedObject.Set(judged)
		return validator.Validate(context.Background(), gvr, versioned, params, namespace, budget, nil).Decisions
	}
	said := []string{}
	for i, decision := range within(typed(t.Object), celconfig.RuntimeCELCostBudget) {
		if decision.Action != validating.ActionAdmit {
			said = append(said, fmt.Sprintf("%d %s: %s", i, decision.Evaluation, decision.Message))
		}
	}
	// As it is written: Go's classes drop what is empty and fill in what must be there.
	cost := uint64(sort.Search(celconfig.RuntimeCELCostBudget, func(budget int) bool {
		return !outOfBudget(within(object, int64(budget)))
	}))
	return verdict{Kind: "policy", Says: said, Cost: &cost}
}

// outOfBudget says whether a budget was too small: the server tells nobody how much of it is left.
func outOfBudget(decisions []validating.PolicyDecision) bool {
	for _, decision := range decisions {
		if strings.Contains(decision.Message, "running out of cost budget") {
			return true
		}
	}
	return false
}
