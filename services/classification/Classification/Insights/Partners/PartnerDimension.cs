namespace ComplaintPlatform.Classification.Insights.Partners;

public enum PartnerDimension { Carrier, Supplier, Store }

public enum PartnerTrend { Rising, Falling, Steady, Unknown }

public enum PartnerAlert { AboveLimit, Rising, WorseThanOthers }
