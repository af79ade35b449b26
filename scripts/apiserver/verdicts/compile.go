package main

import (
	"fmt"

	v1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/cel/environment"
)

// compiled does what plugin.go of the admission plugin keeps to itself, with the environment for new expressions.
func compiled(policy *v1.ValidatingAdmissionPolicy, env *environment.EnvSet) (validating.Validator, []string) {
	spec := policy.Spec
	withParams := spec.ParamKind != nil
	all := cel.OptionalVariableDeclarations{HasParams: withParams, HasAuthorizer: true}
	messages := cel.OptionalVariableDeclarations{HasParams: withParams}
	compiler, err := cel.NewCompositedCompiler(env)
	if err != nil {
		panic(err)
	}
	var wrong []string
	look := func(where string, accessor cel.ExpressionAccessor, options cel.OptionalVariableDeclarations) {
		if result := compiler.CompileCELExpression(accessor, options, environment.NewExpressions); result.Error != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %s", where, result.Error.Detail))
		}
	}
	for i := range spec.Variables {
		result := compiler.CompileAndStoreVariable(
			&validating.Variable{Name: spec.Variables[i].Name, Expression: spec.Variables[i].Expression}, all, environment.NewExpressions)
		if result.Error != nil {
			return nil, []string{fmt.Sprintf("variables[%d]: %s", i, result.Error.Detail)}
		}
	}
	plain := cel.NewCompiler(env)
	conditions := make([]cel.ExpressionAccessor, len(spec.MatchConditions))
	for i := range spec.MatchConditions {
		conditions[i] = (*matchconditions.MatchCondition)(&spec.MatchConditions[i])
		if result := plain.CompileCELExpression(conditions[i], all, environment.NewExpressions); result.Error != nil {
			wrong = append(wrong, fmt.Sprintf("matchConditions[%d]: %s", i, result.Error.Detail))
		}
	}
	validations := make([]cel.ExpressionAccessor, len(spec.Validations))
	spoken := make([]cel.ExpressionAccessor, len(spec.Validations))
	for i, validation := range spec.Validations {
		validations[i] = &validating.ValidationCondition{
			Expression: validation.Expression, Message: validation.Message, Reason: validation.Reason}
		look(fmt.Sprintf("validations[%d].expression", i), validations[i], all)
		if validation.MessageExpression != "" {
			spoken[i] = &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression}
			look(fmt.Sprintf("validations[%d].messageExpression", i), spoken[i], messages)
		}
	}
	audits := make([]cel.ExpressionAccessor, len(spec.AuditAnnotations))
	for i, audit := range spec.AuditAnnotations {
		audits[i] = &validating.AuditAnnotationCondition{Key: audit.Key, ValueExpression: audit.ValueExpression}
		look(fmt.Sprintf("auditAnnotations[%d].valueExpression", i), audits[i], all)
	}
	if wrong != nil {
		return nil, wrong
	}
	var matcher matchconditions.Matcher
	if len(conditions) > 0 {
		matcher = matchconditions.NewMatcher(compiler.CompileCondition(conditions, all, environment.NewExpressions),
			spec.FailurePolicy, "policy", "validate", policy.Name)
	}
	mode := environment.NewExpressions
	return validating.NewValidator(compiler.CompileCondition(validations, all, mode), matcher,
		compiler.CompileCondition(audits, all, mode), compiler.CompileCondition(spoken, messages, mode), spec.FailurePolicy, nil), nil
}
