variable "name" {
  description = "Name of the web ACL, such as party-prod-hub."
  type        = string
}

variable "scope" {
  description = "REGIONAL for load balancers, CLOUDFRONT for distributions; the latter with a provider of us-east-1 and without kms_key_arn."
  type        = string

  validation {
    condition     = contains(["REGIONAL", "CLOUDFRONT"], var.scope)
    error_message = "scope must be REGIONAL or CLOUDFRONT."
  }
}

variable "protects" {
  description = "ARNs of what it stands before, by name; a distribution names the web ACL itself instead."
  type        = map(string)
  default     = {}
}

variable "requests_per_address" {
  description = "Requests from one address in 5 minutes, 10 or more; beyond that they are answered by 429. Callers behind one NAT share theirs."
  type        = number
  default     = 100000

  validation {
    condition     = var.requests_per_address >= 10
    error_message = "requests_per_address must be 10 or more."
  }
}

variable "kms_key_arn" {
  description = "Key for the log of load balancers; that of a distribution has its own, in us-east-1."
  type        = string
  default     = null
}

variable "log_days" {
  description = "Days for which the log is kept."
  type        = number
  default     = 30
}
