"""Due dates, fitted parameters and forecasts."""
