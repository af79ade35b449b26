#!/bin/sh
# Mode `snapshot`: takes a VolumeSnapshot of a running node's volume, makes a claim from it, has a Job back that up, and
# cleans up. A snapshot is one moment of the whole volume: RocksDB opens it as it does after a power cut.
set -eu
: "${NAME:?}" "${TIMEOUT_SECONDS:?}"
CONFIG=${CONFIG:-/config}
say() { echo "snapshot: $*"; }

clean_up() {
  trap - EXIT TERM INT
  kubectl delete --ignore-not-found "job/$NAME" "persistentvolumeclaim/$NAME" "volumesnapshot.snapshot.storage.k8s.io/$NAME"
}

# Complete or failed, whichever comes first: `kubectl wait` knows one condition only.
finished() { kubectl get job "$NAME" -o "jsonpath={.status.conditions[?(@.status=='True')].type}"; }

trap clean_up EXIT
trap 'exit 1' TERM INT
kubectl delete --ignore-not-found "job/$NAME" "persistentvolumeclaim/$NAME" "volumesnapshot.snapshot.storage.k8s.io/$NAME"
kubectl create -f "$CONFIG/$NAME-snapshot.yaml"
kubectl wait --for=jsonpath='{.status.readyToUse}'=true "volumesnapshot.snapshot.storage.k8s.io/$NAME" --timeout="${TIMEOUT_SECONDS}s"
kubectl create -f "$CONFIG/$NAME-claim.yaml"
kubectl create -f "$CONFIG/$NAME-job.yaml"
waited=0
until state=$(finished) && [ -n "$state" ]; do
  [ "$waited" -lt "$TIMEOUT_SECONDS" ] || { say "the Job $NAME took longer than $TIMEOUT_SECONDS s" >&2; exit 1; }
  sleep 5
  waited=$((waited + 5))
done
kubectl logs "job/$NAME" || :
case $state in
  *Failed*) say "the Job $NAME failed" >&2; exit 1 ;;
esac
say "done"
