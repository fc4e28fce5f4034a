"""The equations and claims that papers print."""
