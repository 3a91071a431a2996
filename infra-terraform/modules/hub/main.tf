# A whole hub: the modules put together. What environments differ by stands in environments/values.

locals {
  name    = "party-${var.environment}"
  silos   = var.values.engine == "orleans"
  streams = var.values.brokers_per_zone > 0
}

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

data "aws_availability_zones" "here" {
  state = "available"
}

module "secrets" {
  source = "../secrets"

  name          = local.name
  with_kafka    = local.streams
  given_secrets = keys(var.webhooks)
  log_days      = var.values.log_days
}

module "network" {
  source = "../network"

  name               = local.name
  cidr               = var.values.cidr
  availability_zones = slice(sort(data.aws_availability_zones.here.names), 0, var.values.zones)
  nat_gateways       = var.values.nat_gateways
  flow_log_days      = var.values.log_days
  kms_key_arn        = module.secrets.data_key_arn
}

module "storage" {
  source = "../storage"

  name                 = local.name
  kms_key_arn          = module.secrets.data_key_arn
  cdn_distribution_arn = module.cdn.distribution_arn
  raw_days             = var.values.raw_days
  force_destroy        = !var.values.protected
  replica              = var.replica
}

module "database" {
  source = "../database"

  name                      = local.name
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.data_subnet_ids
  client_security_groups    = { hub = module.compute.hub_security_group_id }
  kms_key_arn               = module.secrets.data_key_arn
  serverless_capacity       = var.values.database_capacity
  instance_class            = var.values.database_class
  readers                   = var.values.database_readers
  backup_days               = var.values.backup_days
  deletion_protection       = var.values.protected
  performance_insights_days = var.values.insights_days
  log_days                  = var.values.log_days
}

module "backup" {
  source = "../backup"

  name           = local.name
  account_id     = data.aws_caller_identity.here.account_id
  kms_key_arn    = module.secrets.data_key_arn
  daily_days     = var.values.daily_days
  monthly_days   = var.values.monthly_days
  locked         = var.values.protected
  copy_vault_arn = var.copy_vault_arn
}

module "streaming" {
  source = "../streaming"
  count  = local.streams ? 1 : 0

  name                   = local.name
  vpc_id                 = module.network.vpc_id
  subnet_ids             = slice(module.network.private_subnet_ids, 0, min(3, var.values.zones))
  client_security_groups = { hub = module.compute.hub_security_group_id }
  kms_key_arn            = module.secrets.data_key_arn
  hub_secret_arn         = module.secrets.kafka_secret_arn
  instance_type          = var.values.broker_type
  brokers_per_zone       = var.values.brokers_per_zone
  log_days               = var.values.log_days
}

module "compute" {
  source = "../compute"

  name                            = local.name
  vpc_id                          = module.network.vpc_id
  vpc_cidr                        = module.network.cidr
  public_subnet_ids               = module.network.public_subnet_ids
  private_subnet_ids              = module.network.private_subnet_ids
  kms_key_arn                     = module.secrets.data_key_arn
  store_key_arn                   = module.secrets.store_key_arn
  raw_bucket_arn                  = module.storage.bucket_arns["raw"]
  golden_bucket_arn               = module.storage.bucket_arns["golden"]
  log_bucket                      = module.storage.bucket_names["logs"]
  prometheus_endpoint             = module.observability.prometheus_endpoint
  prometheus_workspace_arn        = module.observability.prometheus_workspace_arn
  domain                          = var.domain
  dns_zone_id                     = var.dns_zone_id
  public                          = var.public
  caller_cidrs                    = length(var.caller_cidrs) > 0 ? var.caller_cidrs : [module.network.cidr]
  internal_caller_security_groups = { events = module.orchestration.gateway_security_group_id }
  image_tag                       = var.image_tag
  collector_tag                   = var.collector_tag
  command                         = local.command
  environment                     = local.hub_environment
  secrets                         = local.hub_secrets
  database_user_arn               = "arn:${data.aws_partition.here.partition}:rds-db:${data.aws_region.here.name}:${data.aws_caller_identity.here.account_id}:dbuser:${module.database.resource_id}/${local.hub_user}"
  migrate_program                 = local.silos ? "party-silo.dll" : "party-hub.dll"
  migrate_command                 = local.migrate
  owner_secret_arn                = module.database.password_secret_arn
  cluster_ports                   = local.silos ? [local.silo_port] : []
  single                          = !local.silos
  cpu                             = var.values.cpu
  memory_mib                      = var.values.memory_mib
  least_tasks                     = var.values.least_tasks
  most_tasks                      = var.values.most_tasks
  deployment                      = var.values.deployment
  rollback_alarms                 = [for alarm in ["errors", "no-answer", "commits-fail"] : "${local.name}-${alarm}"]
  deletion_protection             = var.values.protected
  log_days                        = var.values.log_days
}

module "firewall" {
  source = "../firewall"
  count  = var.values.firewall ? 1 : 0

  name        = "${local.name}-hub"
  scope       = "REGIONAL"
  protects    = { balancer = module.compute.balancer_arn }
  kms_key_arn = module.secrets.data_key_arn
  log_days    = var.values.log_days
}

module "firewall_of_pages" {
  source = "../firewall"
  count  = var.values.firewall ? 1 : 0

  providers = {
    aws = aws.us_east_1
  }

  name                 = "${local.name}-pages"
  scope                = "CLOUDFRONT"
  requests_per_address = 5000
  log_days             = var.values.log_days
}

module "cdn" {
  source = "../cdn"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  name              = local.name
  domain            = var.dashboard_domain
  dns_zone_id       = var.dns_zone_id
  bucket_domain     = module.storage.dashboard_domain
  log_bucket_domain = "${module.storage.bucket_names["logs"]}.s3.amazonaws.com"
  connect_origins   = ["https://${var.domain}"]
  web_acl_arn       = one(module.firewall_of_pages[*].web_acl_arn)
}

module "orchestration" {
  source = "../orchestration"

  name                = local.name
  vpc_id              = module.network.vpc_id
  vpc_cidr            = module.network.cidr
  private_subnet_ids  = module.network.private_subnet_ids
  kms_key_arn         = module.secrets.data_key_arn
  hub_url             = "https://${var.domain}"
  raw_bucket          = module.storage.bucket_names["raw"]
  raw_prefix          = local.raw_prefix
  zone                = local.zone
  pipelines           = local.pipelines
  schedule            = var.schedule
  time_zone           = var.time_zone
  notice_topic_arn    = module.observability.notice_topic_arn
  cluster_name        = module.compute.cluster_name
  cluster_arn         = module.compute.cluster_arn
  service_name        = module.compute.service_name
  service_arn         = module.compute.service_arn
  rolling             = var.values.deployment == "rolling"
  rotated_secret_arns = local.streams ? [module.secrets.kafka_secret_arn] : []
  log_days            = var.values.log_days
}

module "observability" {
  source = "../observability"

  name              = local.name
  kms_key_arn       = module.secrets.data_key_arn
  pages             = var.values.pages
  pagerduty_url     = var.pagerduty_url
  slack             = var.slack
  notice_emails     = var.notice_emails
  runbook_url       = var.runbook_url
  balancer          = module.compute.balancer_arn_suffix
  cluster_name      = module.compute.cluster_name
  service_name      = module.compute.service_name
  least_tasks       = var.values.least_tasks
  database_id       = module.database.cluster_id
  with_readers      = var.values.database_readers > 0
  kafka_cluster     = local.streams ? module.streaming[0].cluster_name : null
  state_machine_arn = module.orchestration.state_machine_arn
  undelivered_queue = module.orchestration.undelivered_queue
  backup_vault      = module.backup.vault_name
  firewall          = one(module.firewall[*].web_acl_name)
  hub_namespace     = module.compute.metric_namespace
  prometheus_rules  = local.prometheus_rules
  with_grafana      = var.values.grafana
}

module "governance" {
  source = "../governance"

  name                = local.name
  kms_key_arn         = module.secrets.data_key_arn
  golden_bucket       = module.storage.bucket_names["golden"]
  golden_bucket_arn   = module.storage.bucket_arns["golden"]
  golden_prefix       = local.golden_prefix
  format              = local.golden_format
  administrator_arns  = var.lake_administrator_arns
  analyst_role_arns   = var.analyst_role_arns
  steward_role_arns   = var.steward_role_arns
  monthly_usd         = var.values.monthly_usd
  notice_topic_arn    = module.observability.notice_topic_arn
  activates_cost_tags = var.activates_cost_tags
}

module "delivery" {
  source = "../delivery"

  name                 = local.name
  repository           = var.github_repository
  environment          = var.github_environment
  creates_provider     = var.creates_github_provider
  hub_repository_arn   = module.compute.repository_arns["hub"]
  task_role_arns       = module.compute.task_role_arns
  cluster_arn          = module.compute.cluster_arn
  migrate_task_family  = module.compute.migrate_task_family
  service_arn          = module.compute.service_arn
  dashboard_bucket_arn = module.storage.bucket_arns["dashboard"]
  distribution_arn     = module.cdn.distribution_arn
  kms_key_arn          = module.secrets.data_key_arn
  codedeploy           = module.compute.codedeploy
}
