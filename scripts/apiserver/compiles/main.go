// Command compiles says of each line of stdin, an expression, whether an API server takes it in a new policy.
//
// record.py builds it once for each version, with the base.go that the version needs.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

func main() {
	set, err := base().Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions:        []cel.EnvOption{cel.Variable("object", cel.DynType)},
	})
	if err != nil {
		panic(err)
	}
	env, err := set.Env(environment.NewExpressions)
	if err != nil {
		panic(err)
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		_, issues := env.Compile(in.Text())
		fmt.Println(issues.Err() == nil)
	}
}
