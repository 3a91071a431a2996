variable "region" {
  description = "AWS region of everything but the CDN's certificate."
  type        = string
}

variable "domain" {
  description = "Host name of the hub, such as hub.example.com."
  type        = string
}

variable "dashboard_domain" {
  description = "Host name of the dashboard, such as dashboard.example.com."
  type        = string
}

variable "dns_zone_id" {
  description = "Public Route 53 zone of both host names."
  type        = string
}

variable "public" {
  description = "Whether the load balancer has public addresses."
  type        = bool
  default     = false
}

variable "caller_cidrs" {
  description = "Addresses that may call the hub; empty for those of its network alone."
  type        = list(string)
  default     = []
}

variable "authority" {
  description = "OpenID Connect authority whose tokens the hub takes, an https address. Without a way in the hub does not start."
  type        = string

  validation {
    condition     = startswith(var.authority, "https://")
    error_message = "authority must be an https address."
  }
}

variable "audience" {
  description = "Audience that tokens must name."
  type        = string
  default     = "party-hub"
}

variable "image_tag" {
  description = "Tag of the hub's first image; later ones are the deployments' business."
  type        = string
}

variable "collector_tag" {
  description = "Tag of the collector's image."
  type        = string
}

variable "database_ca_file" {
  description = "File in the image with the certificates of RDS, to verify the database's; null encrypts without verifying."
  type        = string
  default     = null
}

variable "extra_settings" {
  description = "Further environment variables of the hub, such as PARTY_SERVE__HUB__MOST_WAITING."
  type        = map(string)
  default     = {}
}

variable "streams" {
  description = "Streams of the hub: topics with the source whose contract says how they are read. Only where there are brokers."
  type = list(object({
    name   = string
    topics = list(object({ topic = string, source = string }))
  }))
  default = []
}

variable "webhooks" {
  description = "Webhooks by the name of the environment variable with their secret, which is filled by hand."
  type = map(object({
    name = string
    url  = string
  }))
  default = {}
}

variable "pagerduty_url" {
  description = "Address of PagerDuty's integration with CloudWatch; null for none."
  type        = string
  default     = null
  sensitive   = true
}

variable "slack" {
  description = "Slack's workspace and channel; null for none."
  type = object({
    team_id    = string
    channel_id = string
  })
  default = null
}

variable "notice_emails" {
  description = "Addresses that notices are sent to."
  type        = list(string)
  default     = []
}

variable "runbook_url" {
  description = "Address of the runbooks; an alarm names its own by #NAME."
  type        = string
}

variable "replica" {
  description = "Versioned bucket elsewhere, with its key, that raw and golden zone are copied to; null for none."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
  })
  default = null
}

variable "copy_vault_arn" {
  description = "Backup vault in another region or account that each copy is copied to; null for none."
  type        = string
  default     = null
}

variable "lake_administrator_arns" {
  description = "Who administers Lake Formation in the account; whoever applies this must be among them."
  type        = list(string)
}

variable "analyst_role_arns" {
  description = "Roles that read the golden zone without what is personal."
  type        = list(string)
  default     = []
}

variable "steward_role_arns" {
  description = "Roles that read all columns of the golden zone."
  type        = list(string)
  default     = []
}

variable "activates_cost_tags" {
  description = "Whether to activate the tags in the bill: in the account that pays alone."
  type        = bool
  default     = false
}

variable "github_repository" {
  description = "Repository on GitHub whose workflows deploy, as OWNER/NAME."
  type        = string
}

variable "creates_github_provider" {
  description = "Whether to make GitHub's identity provider: once in an account."
  type        = bool
  default     = true
}
