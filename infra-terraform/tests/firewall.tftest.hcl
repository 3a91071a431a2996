mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "party-test-hub"
  scope       = "REGIONAL"
  protects    = { balancer = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/balancer/0123456789abcdef" }
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "before_the_balancer" {
  module {
    source = "./modules/firewall"
  }

  assert {
    condition = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset([
      "rate", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet",
    ])
    error_message = "Addresses, known attacks and rates are looked at."
  }

  assert {
    condition = alltrue([for name in ["SizeRestrictions_BODY", "CrossSiteScripting_BODY"] : contains(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [for statement in rule.statement : [for group in statement.managed_rule_group_statement : [
        for counted in group.rule_action_override : counted.name if length(one(counted.action_to_use).count) == 1
      ]]]
    ]), name)])
    error_message = "Large bodies, and records whose text looks odd, pass."
  }

  assert {
    condition     = one(flatten([for rule in aws_wafv2_web_acl.this.rule : [for statement in rule.statement : [for rate in statement.rate_based_statement : rate.limit]]])) == 100000
    error_message = "One address does not ask too often."
  }

  assert {
    condition     = toset(flatten([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : [for header in field.single_header : header.name]])) == toset(["authorization", "cookie", "x-api-key", "x-purpose"])
    error_message = "Credentials are not logged."
  }

  assert {
    condition     = one([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : length(field.query_string) if length(field.query_string) > 0]) == 1 && alltrue([for rule in aws_wafv2_web_acl.this.rule : !one(rule.visibility_config).sampled_requests_enabled])
    error_message = "What was searched for is neither logged nor sampled."
  }

  assert {
    condition     = startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-") && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn && keys(aws_wafv2_web_acl_association.this) == ["balancer"]
    error_message = "The log is encrypted, and the balancer is behind it."
  }
}

run "before_the_cdn" {
  module {
    source = "./modules/firewall"
  }

  variables {
    name        = "party-test-pages"
    scope       = "CLOUDFRONT"
    protects    = {}
    kms_key_arn = null
  }

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && length(aws_wafv2_web_acl_association.this) == 0 && length(aws_kms_key.this) == 1
    error_message = "A distribution names the web ACL itself, and the log has a key in its own region."
  }
}
