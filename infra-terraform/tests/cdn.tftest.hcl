mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

variables {
  name              = "party-test"
  domain            = "dashboard.example.com"
  dns_zone_id       = "Z0123456789"
  bucket_domain     = "pages.s3.eu-west-1.amazonaws.com"
  log_bucket_domain = "logs.s3.amazonaws.com"
  connect_origins   = ["https://hub.example.com"]
}

run "pages" {
  module {
    source = "./modules/cdn"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.signing_behavior == "always" && one(aws_cloudfront_distribution.this.origin).origin_access_control_id == aws_cloudfront_origin_access_control.this.id
    error_message = "CloudFront signs what it asks the private bucket."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"
    error_message = "Pages are given by TLS alone."
  }

  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy[0].content_security_policy, "connect-src 'self' https://hub.example.com;")
    error_message = "Pages call the hub alone."
  }

  assert {
    condition     = toset(keys(aws_route53_record.dashboard)) == toset(["A", "AAAA"])
    error_message = "The name leads to the pages by IPv4 and IPv6."
  }
}
