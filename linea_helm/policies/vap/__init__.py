"""ValidatingAdmissionPolicies: ours written for a cluster, and those of others judged without one."""
