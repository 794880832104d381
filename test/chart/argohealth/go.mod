// The Lua interpreter of Argo CD for the tests of its health scripts. Versions and hashes are pinned here and in go.sum.
module ox-operator.dev/test/argohealth

go 1.26.0

require github.com/yuin/gopher-lua v1.1.2
