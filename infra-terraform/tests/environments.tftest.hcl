# The environments as a whole: everything is planned and applied to a mocked provider, and held against what each is to have.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

variables {
  region                  = "eu-west-1"
  domain                  = "hub.example.com"
  dashboard_domain        = "dashboard.example.com"
  dns_zone_id             = "Z0123456789"
  authority               = "https://login.example.com/tenant"
  image_tag               = "1.0.0"
  collector_tag           = "v0.43.3"
  runbook_url             = "https://example.com/runbooks"
  lake_administrator_arns = ["arn:aws:iam::123456789012:role/admin"]
  analyst_role_arns       = ["arn:aws:iam::123456789012:role/analyst"]
  github_repository       = "example/party-hub"
  streams                 = [{ name = "customers", topics = [{ topic = "customers", source = "crm" }] }]
  webhooks                = { PARTY_WEBHOOK_SECRET = { name = "crm", url = "https://crm.example.com/events" } }
}

run "dev" {
  module {
    source = "./environments/dev"
  }

  assert {
    condition = output.alarm_names == tolist([
      "backup-failed", "backup-missing", "commits-fail", "daily-run-failed", "daily-run-missing", "database-busy", "database-deadlocks", "database-memory", "database-silent", "dead-letters-wait",
      "errors", "hub-not-ready", "memory-full", "news-undelivered", "no-answer", "quality-fails", "queue-grows", "sink-behind", "sink-disabled", "slow", "tasks-missing",
    ])
    error_message = "Dev watches everything that it has: no brokers, no readers."
  }

  assert {
    condition     = output.deployment.codedeploy_app == null && output.grafana_url == null
    error_message = "Dev deploys task by task and has no Grafana."
  }
}

run "staging" {
  module {
    source = "./environments/staging"
  }

  assert {
    condition = output.alarm_names == tolist([
      "backup-failed", "backup-missing", "brokers-no-controller", "brokers-offline", "commits-fail", "daily-run-failed", "daily-run-missing", "database-busy", "database-deadlocks", "database-memory",
      "database-silent", "dead-letters-wait", "errors", "firewall-blocks", "hub-not-ready", "memory-full", "news-undelivered", "no-answer", "quality-fails", "queue-grows", "readers-behind",
      "sink-behind", "sink-disabled", "slow", "stream-behind", "tasks-missing",
    ])
    error_message = "Staging watches what prod watches."
  }

  assert {
    condition     = output.deployment.codedeploy_app == null && output.grafana_url != null
    error_message = "Staging deploys silo by silo and has a Grafana."
  }
}

run "prod" {
  module {
    source = "./environments/prod"
  }

  assert {
    condition     = output.alarm_names == run.staging.alarm_names
    error_message = "Prod watches what staging watches."
  }

  assert {
    condition     = output.deployment.codedeploy_app == "party-prod-hub" && output.deployment.cluster == "party-prod"
    error_message = "Prod deploys from blue to green."
  }

  assert {
    condition     = length(distinct([run.dev.administration.database, run.staging.administration.database, output.administration.database])) == 1 && strcontains(output.administration.database, "SSL Mode=Require")
    error_message = "The hub speaks to its database by TLS."
  }

  assert {
    condition     = length(output.deploy_role_arn) > 0
    error_message = "Deployments have a role."
  }
}
