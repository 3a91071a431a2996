#!/usr/bin/env bash
# Puts an image into service on Amazon ECS, asks the hub whether all is well, and puts back what ran before where it is not.
#   ECS_CLUSTER=... ECS_SERVICE=... HUB_URL=https://... deploy/ecs.sh IMAGE
# The names are what the output `deployment` of infra-terraform says. PARTY_TOKEN (an API key with read and operate) lets the smoke test ask more.
# With ECS_MIGRATE_FAMILY and ECS_NETWORK the database's tables are brought up to date first, by a task of their owner; where that is refused nothing is changed.
# With CODEDEPLOY_APP and CODEDEPLOY_GROUP the service is exchanged from blue to green by CodeDeploy, else task by task. Needs aws, jq and curl.
# Exit codes: 0 in service; 1 nothing was changed, or what ran before is in service again; 3 it is not: somebody has to look.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
image=${1:?IMAGE is needed: REPOSITORY:TAG or REPOSITORY@DIGEST}
: "${ECS_CLUSTER:?is needed}" "${ECS_SERVICE:?is needed}" "${HUB_URL:?is needed}"
wait_seconds=${SMOKE_WAIT:-300}

say() { echo "ecs: $*" >&2; }

# The task definition that the service runs.
current() {
  aws ecs describe-services --cluster "$ECS_CLUSTER" --services "$ECS_SERVICE" --output json |
    jq -er '.services[0] | .taskDefinition // (.taskSets[] | select(.status == "PRIMARY") | .taskDefinition)'
}

# A task definition like another one, with this image in its container "hub"; what AWS fills in itself is left out.
with_image() { # task definition
  local definition
  definition=$(aws ecs describe-task-definition --task-definition "$1" --output json | jq -ec --arg image "$image" '
    .taskDefinition
    | if any(.containerDefinitions[]; .name == "hub") then . else error("the task definition has no container hub") end
    | .containerDefinitions |= map(if .name == "hub" then .image = $image else . end)
    | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy, .deregisteredAt)')
  aws ecs register-task-definition --cli-input-json "$definition" --output json | jq -er '.taskDefinition.taskDefinitionArn'
}

# Puts a task definition into service and waits until it runs.
serve() { # task definition
  if [[ -n ${CODEDEPLOY_APP:-} ]]; then
    local specification revision deployment
    specification=$(jq -nc --arg task "$1" '{version: 1, Resources: [{TargetService: {Type: "AWS::ECS::Service", Properties: {
      TaskDefinition: $task, LoadBalancerInfo: {ContainerName: "hub", ContainerPort: 8080}}}}]}')
    revision=$(jq -nc --arg content "$specification" '{revisionType: "AppSpecContent", appSpecContent: {content: $content}}')
    deployment=$(aws deploy create-deployment --application-name "$CODEDEPLOY_APP" --deployment-group-name "${CODEDEPLOY_GROUP:?is needed}" --revision "$revision" --output json | jq -er .deploymentId) || return 1
    aws deploy wait deployment-successful --deployment-id "$deployment"
  else
    aws ecs update-service --cluster "$ECS_CLUSTER" --service "$ECS_SERVICE" --task-definition "$1" --output json >/dev/null || return 1
    aws ecs wait services-stable --cluster "$ECS_CLUSTER" --services "$ECS_SERVICE"
  fi
}

# Whether a task definition is what runs, and does what it is for. A circuit breaker that went back makes the service stable too.
is_well() { # task definition
  local runs
  runs=$(current) || return 1
  if [[ $runs != "$1" ]]; then
    say "$runs runs, not $1."
    return 1
  fi
  "$top/deploy/smoke.sh" "$HUB_URL" --wait "$wait_seconds" >&2
}

# Runs the new version's migration to its end.
migrate() {
  local definition task answer
  definition=$(with_image "$ECS_MIGRATE_FAMILY") || return 1
  task=$(aws ecs run-task --cluster "$ECS_CLUSTER" --task-definition "$definition" --launch-type FARGATE --network-configuration "${ECS_NETWORK:?is needed}" --output json |
    jq -er '.tasks[0].taskArn') || return 1
  aws ecs wait tasks-stopped --cluster "$ECS_CLUSTER" --tasks "$task" || return 1
  answer=$(aws ecs describe-tasks --cluster "$ECS_CLUSTER" --tasks "$task" --output json) || return 1
  jq -e '.tasks[0].containers[] | select(.name == "hub") | .exitCode == 0' <<<"$answer" >/dev/null && return
  say "the migration ended with $(jq -r '.tasks[0] | "\(.containers[] | select(.name == "hub") | .exitCode // "no exit code") (\(.stoppedReason // ""))"' <<<"$answer")."
  return 1
}

if [[ -n ${ECS_MIGRATE_FAMILY:-} ]] && ! migrate; then
  say "the database's tables are as they were, and so is the service. A change of tables needs the service at no tasks; the log of the task says what it was."
  exit 1
fi

before=$(current)
next=$(with_image "$before")
say "$next takes the place of $before."
if serve "$next" && is_well "$next"; then
  say "$image is in service."
  exit 0
fi

say "it is not well: $before is put back."
if serve "$before" && is_well "$before"; then
  say "$before is in service again."
  exit 1
fi

say "$before could not be put back."
exit 3
