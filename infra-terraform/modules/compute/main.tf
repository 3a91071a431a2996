# The hub in containers: images, cluster, one task definition for the service and one for what people run by hand.

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  region = data.aws_region.here.name
  hub    = "${aws_ecr_repository.this["hub"].repository_url}:${var.image_tag}"

  environment = merge(var.environment, {
    AWS_REGION                                  = local.region
    DOTNET_EnableDiagnostics                    = "0" # the root file system is read-only
    XDG_DATA_HOME                               = "/var/lib/party"
    PARTY_SERVE__URLS                           = "http://0.0.0.0:${var.port}"
    PARTY_SERVE__TELEMETRY__OTLP_ENDPOINT       = "http://127.0.0.1:4317"
    PARTY_SERVE__TELEMETRY__METRIC_INTERVAL     = "15s"
    PARTY_SERVE__LOG__FORMAT                    = "json"
    PARTY_SERVE__API__STOP_TIME                 = "30s"
    PARTY_SERVE__SECURITY__ANONYMOUS_BURST      = "1000" # all who have no credentials come from the load balancer's few addresses
    PARTY_SERVE__SECURITY__ANONYMOUS_PER_SECOND = "100"
  })

  hub_container = {
    name                   = "hub"
    image                  = local.hub
    essential              = true
    readonlyRootFilesystem = true
    stopTimeout            = 120
    portMappings           = [for port in concat([var.port], var.cluster_ports) : { containerPort = port, hostPort = port, protocol = "tcp" }]
    environment            = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
    secrets                = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
    linuxParameters        = { capabilities = { add = [], drop = ["ALL"] }, initProcessEnabled = false }
    mountPoints = [
      { sourceVolume = "work", containerPath = "/var/lib/party", readOnly = false },
      { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
    ]
    systemControls = []
    volumesFrom    = []
  }

  collector_container = {
    name                   = "collector"
    image                  = "${aws_ecr_repository.this["collector"].repository_url}:${var.collector_tag}"
    essential              = false # a hub that nobody measures goes on
    readonlyRootFilesystem = true
    cpu                    = 64
    memoryReservation      = 128
    portMappings           = []
    environment            = [{ name = "AOT_CONFIG_CONTENT", value = local.collector_config }]
    linuxParameters        = { capabilities = { add = [], drop = ["ALL"] }, initProcessEnabled = false }
    mountPoints            = []
    systemControls         = []
    volumesFrom            = []
    logConfiguration       = local.logs_to["collector"]
  }

  logs_to = { for name, group in aws_cloudwatch_log_group.this : name => {
    logDriver = "awslogs"
    options   = { "awslogs-group" = group.name, "awslogs-region" = local.region, "awslogs-stream-prefix" = name }
  } }
}

# Images are pushed once and never replaced: a tag names the same bytes for ever.
resource "aws_ecr_repository" "this" {
  for_each = toset(["hub", "collector"])

  name                 = "${var.name}/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = false

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "The last 50 images are enough to go back to"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 50 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = { hub = var.log_days, collector = 14, metrics = 14, admin = 1 } # admin: what a command shows once is gone the next day

  name              = "/${var.name}/${each.key}"
  retention_in_days = each.value
  kms_key_id        = var.kms_key_arn
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }
}

resource "aws_ecs_task_definition" "hub" {
  family                   = "${var.name}-hub"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory_mib
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  ephemeral_storage {
    size_in_gib = var.work_gib
  }

  volume {
    name = "work"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    merge(local.hub_container, { command = var.command, logConfiguration = local.logs_to["hub"] }),
    local.collector_container,
  ])
}

# For what people run by hand, such as `api-key create`: the same image, database and keys, no service. Both images, the
# hub's and the silo's, have the program with all commands. The command is given when it is run.
resource "aws_ecs_task_definition" "admin" {
  family                   = "${var.name}-admin"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 2048
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  volume {
    name = "work"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([merge(local.hub_container, { entryPoint = ["dotnet", "/app/party-hub.dll"], command = ["--help"], portMappings = [], logConfiguration = local.logs_to["admin"] })])
}

# Brings the database's tables up to date as their owner; deployments run it before a new version is put into service.
resource "aws_ecs_task_definition" "migrate" {
  family                   = "${var.name}-migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.migrate.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  volume {
    name = "work"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([merge(local.hub_container, {
    entryPoint       = ["dotnet", "/app/${var.migrate_program}"]
    command          = var.migrate_command
    environment      = [for variable in local.hub_container.environment : variable if contains(["AWS_REGION", "DOTNET_EnableDiagnostics", "XDG_DATA_HOME"], variable.name)]
    secrets          = []
    portMappings     = []
    logConfiguration = local.logs_to["hub"]
  })])
}

resource "aws_security_group" "hub" {
  name        = "${var.name}-hub"
  description = "The hub: its port from the load balancer, cluster ports from other silos"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-hub" }
}

resource "aws_vpc_security_group_ingress_rule" "from_balancer" {
  security_group_id            = aws_security_group.hub.id
  description                  = "HTTP from the load balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_vpc_security_group_ingress_rule" "between_silos" {
  for_each = toset([for port in var.cluster_ports : tostring(port)])

  security_group_id            = aws_security_group.hub.id
  description                  = "Silos among themselves"
  referenced_security_group_id = aws_security_group.hub.id
  ip_protocol                  = "tcp"
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
}

# Out: AWS services, the database, the brokers, the identity provider, webhooks. Where to is the subscribers' business, so only the
# protocol is bounded: TLS, PostgreSQL, Kafka, other silos, names.
resource "aws_vpc_security_group_egress_rule" "hub" {
  for_each = merge(
    { "https" = { cidr = "0.0.0.0/0", port = 443 }, "postgresql" = { cidr = var.vpc_cidr, port = 5432 }, "kafka" = { cidr = var.vpc_cidr, port = 9096 } },
    { for port in var.cluster_ports : "silos-${port}" => { cidr = var.vpc_cidr, port = port } },
  )

  security_group_id = aws_security_group.hub.id
  description       = "To ${each.key}"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

# Silos find each other in the database; names are for scrapers and people.
resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${var.name}.internal"
  description = "The hub's tasks"
  vpc         = var.vpc_id
}

resource "aws_service_discovery_service" "hub" {
  name = "hub"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  health_check_custom_config {
    failure_threshold = 1
  }
}
