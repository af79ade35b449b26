"""What Helm runs to install the plugin, and what says whether that went well."""
