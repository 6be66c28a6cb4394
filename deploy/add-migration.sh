#!/usr/bin/env bash
# Adds a migration for both providers: deploy/add-migration.sh intake AddSomething   (services: intake classification resolution follow-up survey gateway)
set -euo pipefail
cd "$(dirname "$0")/.."
service=$1 name=$2
case $service in
  gateway) library=Identity project=gateway/Identity host=gateway/Gateway.Host ;;
  follow-up) library=FollowUp project=services/follow-up/FollowUp host=services/follow-up/FollowUp.Host ;;
  *) library=${service^} project=services/$service/${service^} host=services/$service/${service^}.Host ;;
esac
export AddingMigration=true
dotnet tool restore >/dev/null
dotnet build "$host" -v quiet
for provider in Sqlite SqlServer; do
  dotnet ef migrations add "$name" --no-build --project "$project" --startup-project "$host" \
    --context "$provider${library}DbContext" --output-dir "Data/Migrations/$provider"
done
