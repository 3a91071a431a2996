# The environment dev. What it has of its own stands in its column of ../values/main.tf, what is the account's in dev.tfvars.

module "values" {
  source = "../values"

  environment = "dev"
}

module "hub" {
  source = "../../modules/hub"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  environment             = "dev"
  values                  = module.values.values
  domain                  = var.domain
  dashboard_domain        = var.dashboard_domain
  dns_zone_id             = var.dns_zone_id
  public                  = var.public
  caller_cidrs            = var.caller_cidrs
  authority               = var.authority
  audience                = var.audience
  image_tag               = var.image_tag
  collector_tag           = var.collector_tag
  database_ca_file        = var.database_ca_file
  extra_settings          = var.extra_settings
  streams                 = var.streams
  webhooks                = var.webhooks
  pagerduty_url           = var.pagerduty_url
  slack                   = var.slack
  notice_emails           = var.notice_emails
  runbook_url             = var.runbook_url
  replica                 = var.replica
  copy_vault_arn          = var.copy_vault_arn
  lake_administrator_arns = var.lake_administrator_arns
  analyst_role_arns       = var.analyst_role_arns
  steward_role_arns       = var.steward_role_arns
  activates_cost_tags     = var.activates_cost_tags
  github_repository       = var.github_repository
  github_environment      = "dev"
  creates_github_provider = var.creates_github_provider
}
