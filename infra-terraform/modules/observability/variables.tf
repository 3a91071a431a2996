variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "kms_key_arn" {
  description = "Key for messages, metrics and logs."
  type        = string
}

variable "pages" {
  description = "Whether alarms of severity page go to the topic that wakes somebody."
  type        = bool
}

variable "pagerduty_url" {
  description = "Address of PagerDuty's integration with CloudWatch, with its key; null for none."
  type        = string
  default     = null
  sensitive   = true
}

variable "slack" {
  description = "Slack's workspace, authorised in AWS Chatbot beforehand, and channel; null for none."
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

variable "balancer" {
  description = "The load balancer as metrics name it."
  type        = string
}

variable "backup_vault" {
  description = "Vault that copies go to each day."
  type        = string
}

variable "firewall" {
  description = "Web ACL before the load balancer; null for none."
  type        = string
  default     = null
}

variable "blocked_most" {
  description = "Requests refused by the web ACL within 5 minutes beyond which somebody is to look: under attack, or it refuses who it should not."
  type        = number
  default     = 1000
}

variable "cluster_name" {
  description = "Name of the ECS cluster."
  type        = string
}

variable "service_name" {
  description = "Name of the ECS service."
  type        = string
}

variable "least_tasks" {
  description = "Tasks that there are at least."
  type        = number
}

variable "database_id" {
  description = "Identifier of the database's cluster."
  type        = string
}

variable "with_readers" {
  description = "Whether the database has readers."
  type        = bool
}

variable "kafka_cluster" {
  description = "Name of the brokers' cluster; null for none."
  type        = string
  default     = null
}

variable "state_machine_arn" {
  description = "State machine of the daily run."
  type        = string
}

variable "undelivered_queue" {
  description = "Name of the queue of what could not be delivered."
  type        = string
}

variable "hub_namespace" {
  description = "Namespace of the hub's own metrics."
  type        = string
}

variable "prometheus_rules" {
  description = "Text of rule files for the managed Prometheus, by name."
  type        = map(string)
  default     = {}
}

variable "with_grafana" {
  description = "Whether there is a Grafana workspace. It needs IAM Identity Center in the account."
  type        = bool
}

variable "errors_most" {
  description = "Errors in a minute that are borne."
  type        = number
  default     = 10
}

variable "slow_seconds" {
  description = "Seconds within which 99 of 100 requests are to be answered."
  type        = number
  default     = 1
}

variable "queue_most" {
  description = "Submissions that may wait at a task on average."
  type        = number
  default     = 1000
}

variable "lag_most" {
  description = "Messages of a partition that the hub may be behind."
  type        = number
  default     = 100000
}
