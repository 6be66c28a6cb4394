#!/usr/bin/env bash
# The platform as six processes on this machine, with logs and process ids in one folder.
#   deploy/local.sh start [DIR]     builds, starts what does not run (a broker of its own too, where rabbitmq-server is installed)
#   deploy/local.sh status [DIR]    says what runs and whether it is ready
#   deploy/local.sh restart HOST [DIR]   one host alone, such as intake
#   deploy/local.sh stop [DIR]      ends what it started, and nothing else
# DIR is data/local where it is not given. Set before: GATEWAY_PORT (8080; services take the five ports after it),
# ConnectionStrings__RabbitMq for a broker that is there already, and any other setting of deploy/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
command=${1:-}
only=
if [ "$command" = restart ]; then only=${2:?which host?}; shift; fi
mkdir -p "${2:-data/local}"
dir=$(cd "${2:-data/local}" && pwd)
port=${GATEWAY_PORT:-8080}
broker_port=$((port + 6))
declare -A project=(
  [intake]=services/intake/Intake.Host [classification]=services/classification/Classification.Host
  [resolution]=services/resolution/Resolution.Host [follow-up]=services/follow-up/FollowUp.Host
  [survey]=services/survey/Survey.Host [gateway]=gateway/Gateway.Host)
hosts=(intake classification resolution follow-up survey gateway)
declare -A address=([gateway]="http://127.0.0.1:$port")
for i in 0 1 2 3 4; do address[${hosts[$i]}]="http://127.0.0.1:$((port + 1 + i))"; done

runs() { [ -s "$dir/$1.pid" ] && kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; }
ready() { curl -s -o /dev/null -m 3 -w '%{http_code}' "${address[$1]}/health/ready" || true; }

start_broker() {
  [ -z "${ConnectionStrings__RabbitMq:-}" ] || return 0
  export ConnectionStrings__RabbitMq="amqp://guest:guest@127.0.0.1:$broker_port/"
  if ! runs rabbitmq; then
    # Debian's command on the path changes to a user of its own, to whom this folder is closed
    local server
    server=$(PATH="/usr/lib/rabbitmq/bin:/opt/rabbitmq/sbin:$PATH" command -v rabbitmq-server) \
      || { echo "No broker: install rabbitmq-server, or set ConnectionStrings__RabbitMq."; exit 1; }
    mkdir -p "$dir/rabbitmq"
    printf 'listeners.tcp.1 = 127.0.0.1:%s\nloopback_users = none\n' "$broker_port" > "$dir/rabbitmq/rabbitmq.conf"
    : > "$dir/rabbitmq/enabled_plugins"
    RABBITMQ_NODENAME="complaints-$broker_port@localhost" RABBITMQ_DIST_PORT=$((broker_port + 20000)) \
      RABBITMQ_CONFIG_FILE="$dir/rabbitmq/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/rabbitmq/enabled_plugins" \
      RABBITMQ_MNESIA_BASE="$dir/rabbitmq/mnesia" RABBITMQ_LOG_BASE="$dir/rabbitmq" RABBITMQ_PID_FILE="$dir/rabbitmq.erlang.pid" \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" HOME="$dir/rabbitmq" \
      ERL_EPMD_ADDRESS=127.0.0.1 setsid "$server" > "$dir/rabbitmq.log" 2>&1 < /dev/null &
    echo $! > "$dir/rabbitmq.pid"
  fi
  for _ in $(seq 120); do (exec 3<>"/dev/tcp/127.0.0.1/$broker_port") 2>/dev/null && return 0; sleep 0.5; done
  echo "The broker does not answer; see $dir/rabbitmq.log"; exit 1
}

start_host() {
  local host=$1
  runs "$host" && return 0
  local folder="${project[$host]}/bin/Release/net10.0" name
  name="ComplaintPlatform.$(basename "${project[$host]}")"
  (
    export Urls="${address[$host]}" PublicAddress="${PublicAddress:-http://localhost:$port}" DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x2000000}"
    export Database__Folder="${Database__Folder:-$dir}" Security__KeyFolder="${Security__KeyFolder:-$dir/keys}" Messages__Folder="${Messages__Folder:-$dir/messages}"
    settings=("Identity__FirstAdministrator__Password=$(cat "$dir/administrator.password")")
    for service in "${hosts[@]}"; do settings+=("Services__${service}__Address=${address[$service]}"); done
    exec setsid env "${settings[@]}" dotnet "$folder/$name.dll" --contentRoot "$folder"
  ) > "$dir/$host.log" 2>&1 < /dev/null &
  echo $! > "$dir/$host.pid"
}

stop_process() {
  local pid
  if runs "$1"; then
    pid=$(cat "$dir/$1.pid")
    # The broker starts children in its group; a host is alone
    if [ "$1" = rabbitmq ]; then kill -TERM -- "-$pid"; else kill -TERM "$pid"; fi
    for _ in $(seq 80); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
    kill -0 "$pid" 2>/dev/null && echo "$1 does not end (process $pid)"
  fi
  rm -f "$dir/$1.pid"
}

until_ready() {
  for _ in $(seq 240); do
    [ "$(ready "$1")" = 200 ] && return 0
    runs "$1" || { echo "$1 ended; see $dir/$1.log"; exit 1; }
    sleep 0.5
  done
  echo "$1 is not ready; see $dir/$1.log"; exit 1
}

case $command in
  start|restart)
    [ -s "$dir/administrator.password" ] || (umask 077; od -An -N15 -tx1 /dev/urandom | tr -d ' \n' > "$dir/administrator.password")
    [ -n "${NO_BUILD:-}" ] || for host in ${only:-${hosts[@]}}; do dotnet build -c Release -v quiet -clp:NoSummary "${project[$host]}"; done
    start_broker
    [ -z "$only" ] || stop_process "$only"
    # Services first: the gateway asks them for their part of the document
    for host in ${only:-${hosts[@]}}; do start_host "$host"; done
    for host in ${only:-${hosts[@]}}; do until_ready "$host"; done
    echo "${address[gateway]} is ready. User: administrator, password in $dir/administrator.password. Logs: $dir/*.log"
    ;;
  status)
    for host in "${hosts[@]}"; do
      if runs "$host"; then echo "$host: process $(cat "$dir/$host.pid"), ${address[$host]}, ready: $(ready "$host")"; else echo "$host: does not run"; fi
    done
    runs rabbitmq && echo "rabbitmq: process $(cat "$dir/rabbitmq.pid"), port $broker_port" || true
    ;;
  stop)
    for host in gateway intake classification resolution follow-up survey rabbitmq; do stop_process "$host"; done
    ;;
  *) sed -n '2,9s/^# //p' "$0"; exit 2 ;;
esac
