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
  github_repository       = "example/party-hub"
}

run "dev" {
  command = apply
  module {
    source = "./environments/dev"
  }
}

run "staging" {
  command = apply
  module {
    source = "./environments/staging"
  }
}

run "prod" {
  command = apply
  module {
    source = "./environments/prod"
  }
}
