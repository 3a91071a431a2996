variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that objects are encrypted by."
  type        = string
}

variable "cdn_distribution_arn" {
  description = "Distribution that may read the dashboard's pages."
  type        = string
}

variable "raw_days" {
  description = "Days after which files of the sources are deleted; they are read again only by replays."
  type        = number
  default     = 365

  validation {
    condition     = var.raw_days > 90
    error_message = "raw_days must be more than 90: by then files have passed into the cheapest tier."
  }
}

variable "log_days" {
  description = "Days after which access logs are deleted."
  type        = number
  default     = 365

  validation {
    condition     = var.log_days > 30
    error_message = "log_days must be more than 30."
  }
}

variable "old_version_days" {
  description = "Days for which overwritten and deleted objects of the raw zone can be had back."
  type        = number
  default     = 30
}

variable "golden_old_version_days" {
  description = "Days for which overwritten and deleted objects of the golden zone can be had back. Erased parties stay in them so long."
  type        = number
  default     = 7
}

variable "force_destroy" {
  description = "Whether buckets that hold objects may be deleted."
  type        = bool
  default     = false
}

variable "replica" {
  description = "Versioned bucket elsewhere, with its key, that raw and golden zone are copied to; null for none."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
  })
  default = null
}
