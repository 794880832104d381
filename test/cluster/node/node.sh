#!/bin/sh
# Runs containerd and a kubelet until standard input ends, which it does however the test run ends; then leaves the machine as it was.
#
#   node.sh FOLDER PROGRAMS
#
# FOLDER holds containerd.toml, kubelet.yaml and kubelet.kubeconfig; PROGRAMS holds kubelet. Both servers, all containers and all mounts live
# in process and mount namespaces of their own, and go with them. What is common to the machine is put back: settings of the kernel that a
# kubelet makes, and the cgroups of Pods.
set -u
folder=$1
programs=$2
settings='vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes'

for name in $settings; do echo "$name $(cat "/proc/sys/$name")"; done > "$folder/settings"

# The kubelet comes when containerd answers: it would end if it did not.
cat > "$folder/inside.sh" <<'INSIDE'
folder=$1
programs=$2
for place in /run /var/lib /var/log; do mount -t tmpfs tmpfs "$place"; done
mkdir -p /run/netns
containerd --config "$folder/containerd.toml" > "$folder/containerd.log" 2>&1 &
until ctr --address "$folder/containerd.sock" version > /dev/null 2>&1; do
  kill -0 $! || exit 1
  sleep 0.05
done
"$programs/kubelet" --config="$folder/kubelet.yaml" --kubeconfig="$folder/kubelet.kubeconfig" --root-dir="$folder/kubelet" \
  --hostname-override=127.0.0.1 > "$folder/kubelet.log" 2>&1
INSIDE

exec 3<&0
unshare --mount --pid --fork --kill-child=KILL --mount-proc sh "$folder/inside.sh" "$folder" "$programs" < /dev/null 3<&- &
node=$!
cat <&3 > /dev/null
{ kill -9 $node; wait $node; } 2> /dev/null

while read -r name value; do
  [ "$(cat "/proc/sys/$name")" = "$value" ] || echo "$value" > "/proc/sys/$name"
done < "$folder/settings"
# The last processes of Pods are gone a moment later; a cgroup that holds one cannot be removed.
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} + 2> /dev/null
  [ -z "$(find /sys/fs/cgroup -maxdepth 2 -name 'kubepods*')" ] && break
  sleep 0.2
done
rm -rf "$folder"
