{{/* The name of the chart, as labels carry it. */}}
{{- define "ox-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of our objects. Pods of a StatefulSet add a number, and labels end at 63 characters. */}}
{{- define "ox-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "ox-operator.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "ox-operator.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "ox-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ox-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ox-operator.labels" -}}
{{- $own := dict
  "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/version" (.Chart.AppVersion | toString)
  "app.kubernetes.io/managed-by" .Release.Service
  "app.kubernetes.io/part-of" "ox-operator" }}
{{- toYaml (mergeOverwrite (deepCopy .Values.commonLabels) $own (include "ox-operator.selectorLabels" . | fromYaml)) }}
{{- end }}

{{/* metadata of an object: root, name, and further labels and annotations. */}}
{{- define "ox-operator.metadata" -}}
{{- $root := .root -}}
name: {{ .name }}
namespace: {{ .namespace | default $root.Release.Namespace }}
labels:
  {{- toYaml (mergeOverwrite (deepCopy (.labels | default dict)) (include "ox-operator.labels" $root | fromYaml)) | nindent 2 }}
{{- with mergeOverwrite (deepCopy $root.Values.commonAnnotations) (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "ox-operator.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "ox-operator.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "ox-operator.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{/* A whole number as text: Helm reads numbers as floats, and would write large ones as 1e+06. */}}
{{- define "ox-operator.number" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{/* The port in an address of a web server. */}}
{{- define "ox-operator.portOf" -}}
{{- $url := urlParse . }}
{{- if regexMatch ":[0-9]+$" $url.host }}{{ regexFind "[0-9]+$" $url.host }}{{ else }}{{ ternary 443 80 (eq $url.scheme "https") }}{{ end }}
{{- end }}

{{/*
Kinds of custom resources that the values ask for and the cluster does not know, as JSON. Helm refuses an object of such a kind, also when
its definition comes in the same install: there hooks make it, after the definitions.
*/}}
{{- define "ox-operator.unknownKinds" -}}
{{- $kinds := list }}
{{- if and .Values.customResources.installHook .Values.crds.enabled }}
{{- $wanted := dict
  "OXAccessProfile" (or .Values.accessProfiles.shipped .Values.accessProfiles.custom)
  "OXContext" .Values.contexts
  "OXDirectory" .Values.directories }}
{{- range $kind, $isWanted := $wanted }}
{{- if and $isWanted (not ($.Capabilities.APIVersions.Has (printf "ox-operator.dev/v1alpha1/%s" $kind))) }}
{{- $kinds = append $kinds $kind }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $kinds }}
{{- end }}

{{/*
A custom resource of ours: root, kind, name, spec. It stays when the release goes, for nobody would be left to take off its finalizer.
Made by a hook it bears the marks of the release, by which the next upgrade takes it over.
*/}}
{{- define "ox-operator.customResource" -}}
{{- $values := .root.Values }}
{{- /* Argo CD: after the operator, and directories after what their users need. */}}
{{- $wave := dict "argocd.argoproj.io/sync-wave" (ternary "2" "1" (eq .kind "OXDirectory")) }}
{{- $annotations := dict "helm.sh/resource-policy" "keep" "argocd.argoproj.io/sync-options" "SkipDryRunOnMissingResource=true" }}
{{- if has .kind (include "ox-operator.unknownKinds" .root | fromJsonArray) }}
{{- $_ := mergeOverwrite $annotations (dict
  "helm.sh/hook" "post-install,post-upgrade"
  "meta.helm.sh/release-name" .root.Release.Name
  "meta.helm.sh/release-namespace" .root.Release.Namespace) }}
{{- end }}
---
apiVersion: ox-operator.dev/v1alpha1
kind: {{ .kind }}
metadata:
  {{- $annotations = mergeOverwrite $wave $values.customResources.annotations $annotations }}
  {{- include "ox-operator.metadata" (dict "root" .root "name" .name "annotations" $annotations) | nindent 2 }}
spec:
  {{- toYaml .spec | nindent 2 }}
{{- end }}
